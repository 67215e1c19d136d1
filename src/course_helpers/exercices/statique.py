"""Écrire les exercices en HTML seul : ce qui se lit, s'imprime et se télécharge sans programme."""

import base64
import re
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial

import pandas as pd
from markupsafe import Markup
from pandas.api.types import is_datetime64_any_dtype

from course_helpers import __version__
from course_helpers.affichage import STYLE, ecrire_tableau, lire_style
from course_helpers.chapitres import DOSSIERS, PARCOURS, SYNTHESE
from course_helpers.donnees import exporter_csv, exporter_xlsx
from course_helpers.ecriture import en_html, typographier
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.copie import ecrire_texte
from course_helpers.exercices.question import QuestionPosee
from course_helpers.exercices.sujet import SujetPose, nommer_document
from course_helpers.exercices.travail import Seance, Travail, TravailQuestion
from course_helpers.gabarits import remplir
from course_helpers.tirages.reserve import Portefeuille

# La page du navigateur n'écrit un fichier que si on le demande : (sa clé, de quoi l'écrire) → l'adresse de
# son lien. Ailleurs, le lien contient le fichier.
promettre_a_la_page: Callable[[str, Callable[[], str]], str] | None = None

_LIGNES_VISIBLES = 6
_LIGNES_ENTIERES = 200  # au-delà, la page n'en montre qu'un extrait : le reste est dans le fichier
_LIGNES_DU_CLASSEUR = 5000  # au-delà, un classeur demande trop de temps et de place à un téléphone
_NOMS_DES_TABLES = {
    "clients": "Vos clients",
    "tournee": "La tournée",
    "cinq": "Les cinq clients",
    "histoires": "Huit histoires, au 31/12/2025",
    "profils": "Sept clients",
    "communes": "Six communes autour du dépôt",
    "trajets": "Les distances par la route",
    "suivi": "Le tableau de bord du mois",
    "campagne": "La dernière campagne de prospection",
    "zone": "La zone de chalandise du magasin",
    "semaine": "Une semaine du magasin",
    "rayons": "Les rayons du magasin",
    "porteurs": "Des porteurs de la carte",
    "annees": "Vos clients sur deux années",
    "numeros": "Des fiches et leur SIREN",
    "plaintes": "Douze réclamations",
    "canaux": "Les deux canaux de l’enquête",
    "etoiles": "Les avis en ligne",
    "ouvertes": "Les factures en attente",
    "reglees": "Les factures réglées",
}
_PIECE = "N° facture"
_ANNEXE = re.compile(r"annexes? (\d)(?: et \d)?")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Les couleurs sont celles du livre quand il les définit, sinon celles du cahier (thème clair ou sombre).
STYLES = Markup(STYLE + lire_style(__file__))  # sinon, ajouté à un gabarit, il serait neutralisé


def ecrire_serie(serie: Seance, *, solutions: bool = True) -> str:
    """Écrire la série en HTML seul.

    Parameters
    ----------
    serie : Seance
    solutions : bool
        Joindre les solutions, repliées ; jamais en évaluation.

    Returns
    -------
    str
    """
    parties = [f'<div class="ch-serie">{STYLES}{ecrire_tete(serie)}']
    montrees = {"clients"}  # en tête ; ses fichiers pèsent trop pour que chaque question les répète
    for titre, travaux in partager(serie):
        parties.append(ecrire_intertitre(titre))
        for travail in travaux:
            parties.append(ecrire_question(travail, solutions=solutions, montrees=montrees))
            montrees.add(travail.question.table)
    return "".join([*parties, "</div>"])


def partager(serie: Seance) -> list[tuple[str, list[TravailQuestion]]]:
    """Partager les questions entre le parcours essentiel et l'entraînement ; une part vide n'y est pas.

    Un dossier se partage en ses parties.
    """
    if isinstance(serie.posee, SujetPose):
        return [("Questions", list(serie.q.values()))]
    if serie.banque.nom in DOSSIERS:
        parties = dict.fromkeys(travail.question.partie for travail in serie.q.values())
        return [
            (typographier(nom), [t for t in serie.q.values() if t.question.partie == nom]) for nom in parties
        ]
    parts = {"Parcours essentiel": True, "Entraînement": False}
    partage = [
        (titre, [travail for travail in serie.q.values() if travail.question.essentiel == essentiel])
        for titre, essentiel in parts.items()
    ]
    return [(titre, travaux) for titre, travaux in partage if travaux]


def ecrire_intertitre(texte: str) -> str:
    """Écrire un titre de partie."""
    return f'<p class="ch-intitule" role="heading" aria-level="3">{texte}</p>'


def ecrire_question(
    travail: TravailQuestion, *, solutions: bool = True, montrees: Container[str] = ("clients",)
) -> str:
    """Écrire une question en HTML seul : énoncé, données, champs à remplir, indices et solution repliés.

    Les tableaux ``montrees`` sont plus haut, avec leurs fichiers : la question les rappelle sans eux.
    """
    ancre = _nommer_ancre(travail)
    propre = travail.question.table not in montrees
    return remplir("carte.html", solutions=solutions, **_preparer(travail, montrees, ancre * propre))


def ecrire_morceau(nom: str, travail: TravailQuestion) -> str:
    """Écrire un morceau de la carte : ``entete``, ``enonce`` (avec ses données) ou ``consigne``."""
    return remplir(f"carte-{nom}.html", **_preparer(travail, ("clients",)))


def _preparer(travail: TravailQuestion, montrees: Container[str], ancre: str = "") -> dict:
    posee, nom = travail.posee, travail.question.table
    rappel = _nommer_ancre(travail) if nom in montrees else ""
    ecrire = partial(ecrire_donnees, travail.portefeuille, nom, ancre=ancre, rappel=rappel)
    return {
        "travail": travail,
        "posee": posee,
        "enonce": _ecrire_enonce(posee),
        "etat": travail.etat_ecrit,
        "ecrire_table": ecrire if nom else str,  # un seul des morceaux d'une carte la montre
    }


def _ecrire_enonce(posee: QuestionPosee) -> Markup:
    """Écrire l'énoncé ; celui d'un dossier mène aux annexes qu'il cite, plus bas dans la même page."""
    enonce, lien = en_html(posee.enonce), r'<a href="#annexe-\1">\g<0></a>'
    return Markup(_ANNEXE.sub(lien, enonce) if posee.portefeuille.serie in DOSSIERS else enonce)


def _nommer_ancre(travail: TravailQuestion) -> str:
    """Nommer l'endroit de la page où se télécharge le tableau d'une question."""
    nom = travail.posee.portefeuille.serie
    if nom in PARCOURS and travail.question not in ouvrir_banque(nom).questions:
        nom += SYNTHESE
    return f"donnees-{nom}-{travail.question.table}"


def ecrire_tete(serie: Seance, *, suivi: bool = True) -> str:
    """Écrire le titre de la série, sa présentation et, si une question s'en sert, le tableau des données.

    Sans ``suivi``, la progression n'y est pas : la série vivante montre la sienne juste en dessous.
    """
    if isinstance(serie.posee, SujetPose):
        return remplir(
            "sujet-tete.html", serie=serie, sujet=serie.sujet, documents=_preparer_documents(serie)
        )
    table = _ecrire_clients(serie.q.values(), serie.portefeuille)
    return remplir("serie-tete.html", serie=serie, table=table, suivi=suivi)


def _preparer_documents(serie: Seance) -> list[dict]:
    """Préparer les documents d'un sujet : la présentation de chacun, et le tableau qu'il montre."""
    documents = []
    for document in serie.posee.documents:
        travaux = [t for t in serie.q.values() if t.posee.portefeuille.source == document.portefeuille.source]
        donnees = replace(document.portefeuille, code=serie.code)
        documents.append(
            {
                "titre": nommer_document(document),
                "presentation": document.presentation,
                "table": _ecrire_clients(travaux, donnees),
            }
        )
    return documents


def _ecrire_clients(travaux: Iterable[TravailQuestion], donnees: Portefeuille) -> str:
    """Écrire le tableau des clients, si une question s'en sert."""
    ancre = next((_nommer_ancre(t) for t in travaux if t.question.table == "clients"), "")
    return ecrire_donnees(donnees, "clients", ancre=ancre) if ancre else ""


def ecrire_donnees(donnees: Portefeuille, nom: str, *, ancre: str = "", rappel: str = "") -> Markup:
    """Écrire un tableau : ses six premières lignes, le reste replié, et les fichiers à télécharger.

    Un tableau de plus de 200 lignes n'est montré qu'en extrait, et cet extrait le dit.

    Parameters
    ----------
    donnees : Portefeuille
    nom : str
        ``"clients"``, ou un nom de ``tables``.
    ancre : str
        De quoi renvoyer aux fichiers, si la page les a une seule fois.
    rappel : str
        L'ancre de fichiers déjà donnés : le tableau est alors montré sans eux, et replié s'il est loin.

    Returns
    -------
    Markup
    """
    table = donnees.clients if nom == "clients" else donnees.tables[nom]
    titre = _nommer_table(nom, table)
    longue = len(table) > _LIGNES_VISIBLES + 2
    montrees = len(table)
    if len(table) > _LIGNES_ENTIERES:
        # Rappelé près de chaque question, même l'extrait serait long.
        montrees = _LIGNES_VISIBLES if rappel else _LIGNES_ENTIERES
    return remplir(
        "donnees.html",
        debut="" if rappel or not longue else _ecrire_table(donnees, nom, _LIGNES_VISIBLES),
        entier=_ecrire_table(donnees, nom, montrees),
        replie=longue or (rappel and nom == "clients"),
        ancre=ancre,
        rappel=rappel,
        titre=titre,
        nombre=len(table),
        montrees=montrees,
        lignes="clients" if "client" in table else "lignes",
        fichiers=[] if rappel else _lier_fichiers(donnees, nom, table),
    )


@lru_cache(maxsize=4)  # les questions d’une série se partagent quelques tableaux ; un grand portefeuille pèse
def _ecrire_table(donnees: Portefeuille, nom: str, lignes: int) -> Markup:
    table = donnees.clients if nom == "clients" else donnees.tables[nom]
    return Markup(ecrire_tableau(table, titre=_nommer_table(nom, table), lignes=lignes))


def _nommer_table(nom: str, table: pd.DataFrame) -> str:
    # Une étude de cas part des pièces, avant qu'il y ait une ligne par client.
    if nom == "clients" and _PIECE in table:
        return "L’export de factures"
    return _NOMS_DES_TABLES.get(nom, nom.capitalize())


def _nommer_fichier(nom: str, table: pd.DataFrame) -> str:
    return "factures" if nom == "clients" and _PIECE in table else nom


def _nommer_export(donnees: Portefeuille, nom: str, table: pd.DataFrame) -> str:
    if donnees.serie not in PARCOURS:
        return f"{nom}-{donnees.code}".replace(" ", "-")
    return f"{_nommer_fichier(nom, table)}-{donnees.code}-{donnees.variante}"


def _lier_fichiers(donnees: Portefeuille, nom: str, table: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Les fichiers d'un tableau, nom, adresse et mots du lien ; le CSV seul s'il est très long."""
    debut, liens = _nommer_export(donnees, nom, table), []
    for suffixe, mots in {"xlsx": "Excel", "csv": "CSV"}.items():
        if suffixe == "csv" or len(table) <= _LIGNES_DU_CLASSEUR:
            fichier, ecrire = f"{debut}.{suffixe}", partial(_ecrire_fichier, donnees, nom, suffixe)
            # Deux chapitres d'un sujet ont chacun leurs clients.
            cle = f"{donnees.serie}/{fichier}"
            adresse = promettre_a_la_page(cle, ecrire) if promettre_a_la_page else ecrire()
            liens.append((fichier, adresse, mots))
    return liens


@lru_cache(maxsize=8)
def _ecrire_fichier(donnees: Portefeuille, nom: str, suffixe: str) -> str:
    """Écrire un fichier de tableur dans une adresse « data: »."""
    table: pd.DataFrame = donnees.clients if nom == "clients" else donnees.tables[nom]
    if suffixe == "csv":
        type_, octets = "text/csv", exporter_csv(table)
    else:
        type_, octets = _XLSX, exporter_xlsx({_nommer_table(nom, table): table.apply(_lire_dates)})
    return f"data:{type_};base64,{base64.b64encode(octets).decode()}"


def _lire_dates(colonne: pd.Series) -> pd.Series:
    """Faire des dates écrites par un logiciel de vraies dates : un tableur les trie et les soustrait."""
    if not str(colonne.name).startswith("Date ") or is_datetime64_any_dtype(colonne):
        return colonne
    return pd.to_datetime(colonne, format="%d/%m/%Y")


def ecrire_liens_copie(serie: Travail) -> str:
    """Écrire ce qui fait sortir la copie : fichier à rendre, texte, page à imprimer, texte à copier."""
    copie, texte = serie.exporter(), ecrire_copie_texte(serie)
    fichiers = [
        ("Télécharger ma copie", "json", "application/json", copie),
        ("en texte", "txt", "text/plain;charset=utf-8", texte),
        ("Imprimer ma copie", "html", "text/html", ecrire_copie_imprimee(serie)),
    ]
    return remplir(
        "copie-liens.html",
        nom=nommer_copie(serie),
        fichiers=[(m, s, type_, base64.b64encode(t.encode()).decode()) for m, s, type_, t in fichiers],
        texte=texte,
        en_attente=[travail.question.numero for travail in serie.q.values() if travail.en_attente],
        redigee=any(travail.en_attente and not travail.question.corrige for travail in serie.q.values()),
        a_verifier=not serie.evaluation and any(question.corrige for question in serie.banque.questions),
    )


def ecrire_liens_reponses(serie: Seance) -> str:
    """Écrire ce qui fait sortir les réponses qu'aucune copie ne garde : un texte à relire."""
    texte = str(remplir("reponses.txt", **_preparer_copie(serie))).strip() + "\n"
    nom = f"reponses-{serie.code}.txt".replace(" ", "-")
    return remplir("reponses-liens.html", nom=nom, octets=base64.b64encode(texte.encode()).decode())


def nommer_copie(serie: Travail) -> str:
    """Nommer une copie à rendre : son chapitre, puis l'identifiant."""
    return f"copie-{serie.banque.nom_de_fichier}-{serie.code}{'-evaluation' * serie.evaluation}"


def ecrire_copie_imprimee(serie: Travail) -> str:
    """Écrire la copie à imprimer : une page HTML complète, en noir et blanc, sans note.

    Parameters
    ----------
    serie : Travail

    Returns
    -------
    str
    """
    return remplir("copie.html", **_preparer_copie(serie), **_preparer_tableaux(serie)).strip()


def _preparer_tableaux(serie: Travail) -> dict:
    """Écrire pour le papier chaque tableau une fois : avec sa première question ; les clients, à la fin."""
    ecrits, tableaux = set(), dict.fromkeys(travail.question.identifiant for travail in serie.q.values())
    clients = []
    for travail in serie.q.values():
        nom, source = travail.question.table, travail.posee.portefeuille.serie
        if not nom or (source, nom) in ecrits:
            continue
        ecrits.add((source, nom))
        table = travail.posee.table
        tableau = Markup(ecrire_tableau(table, titre=_nommer_table(nom, table), nu=True))
        if nom == "clients":
            clients.append((travail.posee.document, tableau))
        else:
            tableaux[travail.question.identifiant] = tableau
    return {"clients": clients, "tableaux": tableaux}


def ecrire_copie_texte(serie: Travail) -> str:
    """Écrire la copie en texte, à lire, à coller dans un message et à rouvrir."""
    lisible = str(remplir("copie.txt", **_preparer_copie(serie))).strip()
    return ecrire_texte(serie.exporter(), lisible)


def _preparer_copie(serie: Seance) -> dict:
    return {
        "serie": serie,
        # Chaque réponse est relue comme à la correction : on y lit les mots de l'énoncé et non des clés.
        "reponses": [(travail, _relire(travail)) for travail in serie.q.values()],
        "version": __version__,
        "jour": f"{datetime.now():%d/%m/%Y}",
    }


def _relire(travail: TravailQuestion) -> str:
    # Un texte rédigé se rend comme on l'a laissé, même non enregistré ; une autre réponse, non : on hésite.
    if travail.en_attente and not travail.question.corrige:
        return f"{travail.tapee}{'' if travail.essais else ' (non enregistré)'}"
    if not travail.essais:
        return ""
    return travail.posee.ecrire(travail.posee.lire(travail.essais[-1]))
