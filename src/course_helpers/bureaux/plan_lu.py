"""Montrer un plan de lecture : ce qui est reconnu, ce dont on doute, ce qui est mis à part, dix lignes."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import ipywidgets as widgets
import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.bureaux.apart import Lecture
from course_helpers.bureaux.cadre import changer, replier
from course_helpers.bureaux.rapprocher import Rapprocher
from course_helpers.ecriture import compter, ecrire_date, ecrire_nombre, typographier
from course_helpers.gabarits import remplir
from course_helpers.lecture import Doute, Esquisse, Plan
from course_helpers.lecture.dates import ORDRES
from course_helpers.lecture.plan import CHOIX
from course_helpers.lecture.regroupement import lister_repetes, remarquer_codes
from course_helpers.lecture.roles import LIBELLES, MONTANTS, TABLES, nommer_role, traduire_roles
from course_helpers.nombres import abreger

GARDEE = ""  # une colonne sans rôle
_SANS_ROLE = "Aucun : elle ne sert pas à l’analyse"
_FORMATS = {
    "csv": "fichier texte (CSV)",
    "classeur": "classeur",
    "fec": "fichier des écritures comptables (FEC)",
    "factures électroniques": "factures électroniques",
}
_NATURES = {"factures": "des factures", "clients": "des clients"}
_ENCODAGES = {
    "utf-8": "universels (UTF-8)",
    "utf-8-sig": "universels (UTF-8)",
    "cp1252": "de Windows (cp1252)",
    "cp850": "de MS-DOS (cp850)",
    "mac_roman": "d’un ancien Mac (MacRoman)",
}
# Ce qui se demande valeur par valeur : la question, et ce que fait chaque réponse.
_PAR_VALEUR = {
    "statuts": (
        "Ces lignes sont-elles des ventes à compter ?",
        {"garder": "Oui : elles comptent", "écarter": "Non : les mettre à part"},
    ),
    "types": (
        "Que sont ces lignes ?",
        {
            "facture": "Des ventes : elles s’ajoutent",
            "avoir": "Des avoirs : ils se déduisent",
            "écarter": "Ni l’un ni l’autre : les mettre à part",
        },
    ),
}
_ANNEES = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SEPARATEURS = {";": "point-virgule", ",": "virgule", "|": "barre verticale", "\t": "tabulation"}


def resumer(lecture: Lecture) -> str:
    """Dire en une phrase ce qui est lu, ou ce qui manque pour lire.

    Examples
    --------
    >>> lus = pd.DataFrame({"client": ["A", "B"], "ca": [3.0, 4.5]})
    >>> resumer(Lecture(Plan("clients"), lus)).replace("\u202f", " ")
    'Fichier texte (CSV) : 2 clients, 7,50 € HT. Rien n’est en doute.'
    """
    plan, table = lecture.plan, lecture.table
    debut = _FORMATS[plan.format].capitalize().replace("(csv)", "(CSV)").replace("(fec)", "(FEC)")
    if lecture.esquisse is not None and lecture.esquisse.feuilles:
        debut += f", feuille « {abreger(plan.feuille)} »"
    if lecture.refus:
        manque = lecture.esquisse is not None and lecture.esquisse.manquent
        return typographier(f"{debut}{' : ' if manque else '. '}{ecrire_manque(lecture)}")
    if table is None:
        posees = sum(len(_separer(doute)) for doute in plan.doutes if doute.options)
        reste = f"{compter(posees, 'question')} à trancher" if posees else "le fichier est à corriger"
        return typographier(f"{debut} : {reste} avant l’analyse.")
    noms, repetes = table["client"].nunique(), len(lister_repetes(table["client"]))
    lus = compter(noms - repetes, "client")
    if repetes:
        repetition = f"{compter(repetes, 'répété')} aux majuscules ou aux espaces près"
        lus += f" ({compter(noms, 'nom')}, dont {repetition})"
    if plan.nature == "factures":
        rapport = table.attrs.get("rapport", {})
        lignes = compter(rapport.get("lignes_gardees", len(table)), "ligne gardée")
        lues = compter(rapport.get("lignes_lues", len(table)), "ligne lue")
        lus = f"{lignes} sur {lues}, {_compter_pieces(table, achats='achats' in plan.choix)}, {lus}"
    montant = MONTANTS.get(plan.nature)
    if montant in table:
        lus += f", {ecrire_nombre(round(float(table[montant].sum()), 2), 2, '€')} HT"
    reserves = ["l’ordre du jour et du mois, que rien ne prouve"] * (plan.jour_sans_preuve is not None)
    if voisins := len(lecture.rapprochements):
        reserves.append(f"{compter(voisins, 'nom')} à vérifier ci-dessous")
    if remarquer_codes(table):
        reserves.append("des codes de clients à vérifier plus bas")
    reserve = f", sauf {' et '.join(reserves)}" * bool(reserves)
    return typographier(f"{debut} : {lus}. Rien n’est en doute{reserve}.")


def _compter_pieces(table: pd.DataFrame, *, achats: bool) -> str:
    """Compter les factures, et les avoirs à part ; un remboursement sans numéro est un achat repris."""
    totaux = table.groupby("facture")["montant_ht"].sum().round(2)
    avoirs = 0 if achats else int((totaux < 0).sum())
    pieces = compter(len(totaux) - avoirs, "achat" if achats else "facture")
    return f"{pieces} et {compter(avoirs, 'avoir')}" if avoirs else pieces


def ecrire_manque(lecture: Lecture) -> str:
    """Dire ce qui manque pour lire, et où le choisir ; sinon, le refus tel qu'il est.

    Examples
    --------
    >>> from course_helpers.lecture import esquisser_lecture
    >>> esquisse = esquisser_lecture(b"Date;Qui;Montant HT\\n31/01/2025;A;3\\n")
    >>> ecrire_manque(Lecture(esquisse.plan, refus="…", esquisse=esquisse))[:54]
    'aucune colonne n’est reconnue pour le nom du client. C'
    """
    esquisse = lecture.esquisse
    if esquisse is None or not esquisse.manquent:
        return traduire_roles(lecture.refus)
    articles = {"date": "la", "charges": "les", "quantite": "la"}
    cites = [f"{articles.get(role, 'le')} {_minusculer(LIBELLES[role])}" for role in esquisse.manquent]
    quoi = cites[0] if len(cites) == 1 else f"{', '.join(cites[:-1])} et {cites[-1]}"
    sans_numero = esquisse.plan.nature == "factures" and not any(
        colonne.role == "facture" for colonne in esquisse.plan.colonnes
    )
    geste = "Choisissez-la" if len(cites) == 1 else "Choisissez-les"
    return " ".join(
        (
            f"aucune colonne n’est reconnue pour {quoi}. {geste} dans les menus ci-dessous.",
            "Si les titres montrés ne sont pas les bons, changez d’abord la ligne des titres"
            + (", ou la feuille." if esquisse.feuilles else "."),
            *(["Dites aussi si chaque ligne est une facture ou un client."] * (len(cites) > 1)),
            *(["Un numéro de facture, s’il y en a un, se choisit aussi."] * sans_numero),
            *esquisse.conseils,
        )
    )


def ecrire_reconnu(lecture: Lecture) -> str:
    """Écrire ce que la lecture a reconnu, et ce qu'elle met à part."""
    plan = lecture.plan
    separateurs = (plan.separateur or "").split(" et ")
    faits = {
        "Fichiers": ", ".join(abreger(nom) for nom in plan.fichiers),
        "Format": _FORMATS[plan.format],
        "Contenu": _NATURES.get(plan.nature, plan.nature),
        "Accents (encodage)": " et ".join(
            dict.fromkeys(_ENCODAGES.get(nom, nom) for nom in (plan.encodage or "").split(" et "))
        ),
        "Séparateur des colonnes": " et ".join(
            _SEPARATEURS.get(signe, signe) for signe in separateurs if signe
        ),
        "Feuille lue": plan.feuille,
        "Ligne des titres": str(plan.ligne_entetes) if plan.format in ("csv", "classeur") else "",
        "Ordre des dates": plan.dates,
        "Signe décimal": plan.nombres,
        "Montants": plan.montants
        and all(doute.choix != "montants" for doute in plan.doutes)  # sinon, on ne sait pas encore
        and f"{plan.montants}, en {'euros' if plan.devise == 'EUR' else plan.devise}",
        "Avoirs": {"déduire": "déduits"}.get(plan.avoirs, plan.avoirs),
    }
    ecartees = [
        {
            "raison": traduire_roles(raison),
            "nombre": cas["nombre"],
            "montant": cas.get("montant"),
            "exemple": "" if cas.get("exemple") == "vide" else cas.get("exemple"),
            "lignes": cas["lignes"][:3],
            "fichier": (cas.get("fichiers") or [""])[0],
        }
        for raison, cas in plan.ecartees.items()
    ]
    garde = {nom: valeur for nom, valeur in faits.items() if valeur}
    reconnues = [(c.entete, _minusculer(nommer_role(c.role))) for c in plan.colonnes if c.role]
    autres = [typographier(f"« {colonne.entete} »") for colonne in plan.colonnes if not colonne.role]
    return remplir(
        "bureau-reconnu.html",
        faits=garde.items(),
        reconnues=reconnues,
        autres=autres,
        ecartees=ecartees,
        remarques=[*_remarquer(lecture), *plan.remarques],
        attend=bool(lecture.refus),
        doutes=len(plan.doutes),
    )


class Questions:
    """Les doutes d'un plan : une question chacun, qui reste sous les yeux une fois répondue.

    Parameters
    ----------
    repondre : callable
        Reçoit le nom du choix et sa valeur.

    Attributes
    ----------
    reponses : dict[tuple, ipywidgets.RadioButtons]
        Un champ par question posée.
    """

    def __init__(self, repondre: Callable[[str, object], None]) -> None:
        self._repondre = repondre
        self.reponses: dict[tuple, widgets.RadioButtons] = {}
        self.sans_reponse = widgets.HTML()  # ce que seul le fichier, une fois corrigé, peut trancher
        self.racine = widgets.VBox([self.sans_reponse])
        self.racine.add_class("ch-questions")

    @property
    def restantes(self) -> int:
        """Combien attendent une réponse."""
        return sum(champ.value is None for champ in self.reponses.values())

    def vider(self) -> None:
        """Oublier les questions d'un autre fichier."""
        self.reponses, self.racine.children = {}, (self.sans_reponse,)

    def poser(self, doutes: Iterable[Doute]) -> None:
        """Poser celles qui ne le sont pas encore ; celle qui revient se pose de nouveau."""
        ajoutes, doutes = [], list(doutes)
        muets = [doute for doute in doutes if not doute.options]
        changer(
            self.sans_reponse,
            "".join(remplir("bureau-doute.html", doute=doute, rang=0, geste=doute.geste) for doute in muets),
        )
        for doute in (seul for tout in doutes if tout.options for seul in _separer(tout)):
            cle = (doute.choix, *doute.options)
            if cle in self.reponses:
                if self.reponses[cle].value is not None:
                    self.reponses[cle].value = None
                continue
            rang = len(self.reponses) + 1
            champ = widgets.RadioButtons(
                options=[
                    (typographier(_commencer(mots)), reponse) for reponse, mots in doute.options.items()
                ],
                value=None,
                description=f"Réponse à la question {rang}",
                layout=widgets.Layout(width="auto"),
            )
            champ.observe(lambda change, nom=doute.choix: self._entendre(nom, change["new"]), "value")
            self.reponses[cle] = champ
            ajoutes += [widgets.HTML(remplir("bureau-doute.html", doute=doute, rang=rang, geste="")), champ]
        if ajoutes:
            self.racine.children = (*self.racine.children, *ajoutes)

    def _entendre(self, nom: str, reponse: str | None) -> None:
        if reponse is not None:
            self._repondre(nom, json.loads(reponse) if CHOIX[nom] is dict else reponse)


class Colonnes:
    """Un menu par colonne : ce qu'elle sert à lire.

    Parameters
    ----------
    attribuer : callable
        Reçoit un dictionnaire rôle → en-tête ; un en-tête vide ôte le rôle.

    Attributes
    ----------
    menus : dict[str, ipywidgets.Dropdown]
        Par en-tête.
    """

    def __init__(self, attribuer: Callable[[dict[str, str]], None]) -> None:
        self._attribuer = attribuer
        self._se_remplit = False
        self.menus: dict[str, widgets.Dropdown] = {}
        self.racine = widgets.VBox()
        self.racine.add_class("ch-colonnes")

    def montrer(self, plan: Plan, nature: str) -> None:
        """Montrer les rôles d'un plan."""
        # Une année que cite un en-tête peut être celle d'un chiffre d'affaires.
        annees = sorted({lue for c in plan.colonnes for lue in _ANNEES.findall(c.entete)})
        datees = [f"ca_{annee}" for annee in annees if nature == "clients"]
        roles = dict.fromkeys((*TABLES[nature], *datees, *(c.role for c in plan.colonnes if c.role)))
        options = [("Aucun : elle ne sert pas à l’analyse", GARDEE)] + [
            (nommer_role(role), role) for role in roles
        ]
        self._se_remplit = True
        try:
            entetes = [colonne.entete for colonne in plan.colonnes]
            if list(self.menus) != entetes:
                self.menus = {entete: self._faire_menu(entete) for entete in entetes}
                self.racine.children = tuple(self.menus.values())
            for colonne in plan.colonnes:
                menu = self.menus[colonne.entete]
                if list(menu.options) != options:
                    menu.options = options
                menu.value = colonne.role or GARDEE
        finally:
            self._se_remplit = False

    def _faire_menu(self, entete: str) -> widgets.Dropdown:
        menu = widgets.Dropdown(description=f"« {entete} »", options=[("", GARDEE)])
        menu.observe(lambda change: self._entendre(entete, change["old"], change["new"]), "value")
        return menu

    def _entendre(self, entete: str, avant: str | None, apres: str | None) -> None:
        if self._se_remplit:
            return
        roles = {avant: ""} if avant else {}
        self._attribuer(roles | ({apres: entete} if apres else {}))


class PlanLu:
    """L'étape « Lire » : la phrase, les questions, ce qui est reconnu, les colonnes, l'aperçu.

    Parameters
    ----------
    repondre, attribuer : callable
        Voir ``Questions`` et ``Colonnes``.
    reunir : callable
        Voir ``Rapprocher``.
    situer : callable
        Reçoit ``"nature"``, ``"feuille"``, ``"entetes"``, ``"separateur"``, ``"encodage"`` ou ``"dates"``,
        et ce que l'on y choisit.
    """

    def __init__(
        self,
        repondre: Callable,
        attribuer: Callable,
        reunir: Callable,
        situer: Callable[[str, object], None],
    ) -> None:
        self.phrase, self.reconnu, self.apercu = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.questions, self.colonnes = Questions(repondre), Colonnes(attribuer)
        self.rapprocher = Rapprocher(reunir)
        self._situer, self._se_remplit = situer, False
        self.nature = self._faire_menu("nature", "Chaque ligne du fichier est")
        self.nature.options = [
            ("une facture, ou une ligne de facture", "factures"),
            ("un client", "clients"),
        ]
        self.encodage = self._faire_menu("encodage", "Les accents (encodage)")
        self.separateur = self._faire_menu("separateur", "Les colonnes sont séparées par")
        self.feuille = self._faire_menu("feuille", "La feuille lue")
        self.titres = self._faire_menu("entetes", "La ligne des titres")
        self.dates = self._faire_menu("dates", "Les dates sont écrites")
        self._lieux = widgets.VBox()
        self._lieux.add_class("ch-colonnes")
        self._menus = widgets.VBox(
            [self._lieux, widgets.HTML(remplir("bureau-roles.html")), self.colonnes.racine]
        )
        self._repli = replier("Changer le rôle des colonnes", self._menus)
        self._repli.add_class("ch-repli")
        self.bouton_colonnes = self._repli.children[0]
        self.racine = widgets.VBox(
            [
                self.phrase,
                self.questions.racine,
                self.rapprocher.racine,
                self._repli,
                self.apercu,
                self.reconnu,
            ]
        )

    def _faire_menu(self, nom: str, intitule: str) -> widgets.Dropdown:
        menu = widgets.Dropdown(description=intitule, options=[])
        menu.observe(lambda change: self._se_remplit or self._situer(nom, change["new"]), "value")
        return menu

    def montrer(self, lecture: Lecture, nature: str | None) -> None:
        """Montrer ce que rend une lecture."""
        plan, esquisse = lecture.plan, lecture.esquisse
        classe = "ch-alerte" if lecture.refus else "ch-phrase"
        changer(self.phrase, remplir("bureau-phrase.html", phrase=resumer(lecture), classe=classe))
        changer(self.reconnu, ecrire_reconnu(lecture))
        self.questions.poser(plan.doutes)
        self.rapprocher.montrer(lecture.rapprochements, plan.choix.get("noms", {}))
        self._repli.layout.display = "none" if esquisse is None else "flex"
        if esquisse is not None:
            self._remplir(esquisse, plan, nature or plan.nature)
            self.colonnes.montrer(plan, nature or plan.nature)
        if lecture.refus:
            self.bouton_colonnes.value = True
        changer(self.apercu, "" if lecture.apercu is None else _ecrire_apercu(lecture))

    def _remplir(self, esquisse: Esquisse, plan: Plan, nature: str) -> None:
        """Mettre dans les menus ce qui se choisit, sans que cela vaille un choix."""
        titres = [(typographier(f"Ligne {n} : {texte}"), n) for n, texte in esquisse.titres.items()]
        feuilles = sorted(esquisse.feuilles)
        self._se_remplit = True
        try:
            self.nature.value = nature
            for menu, options, valeur in (
                (self.encodage, _lister(_ENCODAGES, esquisse.plan.encodage), esquisse.plan.encodage),
                (self.separateur, _lister(_SEPARATEURS, esquisse.plan.separateur), esquisse.plan.separateur),
                (self.feuille, feuilles, esquisse.plan.feuille),
                (self.titres, titres, esquisse.plan.ligne_entetes),
                (self.dates, [*ORDRES] * bool(plan.dates), plan.dates),
            ):
                if list(menu.options) != options:
                    menu.options = options
                if options:
                    menu.value = valeur
        finally:
            self._se_remplit = False
        menus = (self.nature, self.feuille, self.titres, self.separateur, self.encodage, self.dates)
        lieux = tuple(menu for menu in menus if menu.options)
        if self._lieux.children != lieux:
            self._lieux.children = lieux


def _lister(noms: dict[str, str], lu: str | None) -> list[tuple[str, str]]:
    """Ce qui se choisit d’un fichier texte ; de plusieurs, aussi ce qui les mêle."""
    if not lu:
        return []
    choix = {mots: nom for nom, mots in reversed(noms.items()) if nom != lu}
    ecrit = " et ".join(dict.fromkeys(noms.get(nom, nom) for nom in lu.split(" et ")))
    return [(ecrit, lu), *((mots, nom) for mots, nom in reversed(choix.items()) if mots != ecrit)]


def _separer(doute: Doute) -> list[Doute]:
    """Poser une question par valeur, quand un doute en demande plusieurs."""
    if doute.choix not in _PAR_VALEUR:
        return [doute]
    question, gestes = _PAR_VALEUR[doute.choix]
    par_valeur: dict[str, dict[str, str]] = {}
    for reponse, geste in doute.options.items():
        (valeur,) = json.loads(reponse)
        par_valeur.setdefault(valeur, {})[reponse] = gestes[geste]
    return [
        replace(
            doute,
            constat=f"La colonne « {abreger(doute.colonne)} » contient « {abreger(valeur)} ». {question}",
            options=options,
            exemple=None,
        )
        for valeur, options in par_valeur.items()
    ]


def _minusculer(mots: str) -> str:
    return mots[:1].lower() + mots[1:]


def _remarquer(lecture: Lecture) -> list[str]:
    """Dire pourquoi cette feuille est lue, et ce que rien ne prouve de l'ordre des dates."""
    plan, esquisse = lecture.plan, lecture.esquisse
    phrases = []
    if esquisse is not None and esquisse.feuilles:
        pourquoi = "c’est celle dont le plus de colonnes se reconnaissent"
        if "feuille" in plan.choix:
            pourquoi = "vous l’avez choisie"
        autres = ", ".join(f"« {abreger(nom)} »" for nom in esquisse.feuilles[1:])
        phrases.append(
            f"La feuille « {abreger(plan.feuille)} » est lue : {pourquoi}. Non lues : {autres}. "
            "Pour réunir des feuilles, enregistrez chacune dans son fichier et déposez-les ensemble."
        )
    if plan.jour_sans_preuve is not None:
        ecrite, lue = plan.jour_sans_preuve
        jour = ecrire_date(date.fromisoformat(lue))
        phrases.append(
            f"Les dates sont lues {plan.dates}, ce qu’aucune ne permet de vérifier : « {ecrite} » est lu "
            f"{jour}."
        )
    if lecture.table is not None and (repetes := lister_repetes(lecture.table["client"])):
        cites = ", ".join(f"« {abreger(nom)} »" for nom in repetes[:5])
        suite = f", et {compter(len(repetes) - 5, 'autre')}" if len(repetes) > 5 else ""
        phrases.append(
            "Ces noms en répètent un autre, aux majuscules ou aux espaces près, et comptent avec lui : "
            f"{cites}{suite}."
        )
    return [typographier(phrase) for phrase in phrases]


def _commencer(mots: str) -> str:
    return typographier(mots[:1].upper() + mots[1:])


def _ecrire_apercu(lecture: Lecture) -> str:
    titre = "Les dix premières lignes, telles qu’elles sont lues"
    if lecture.table is None:
        titre = "Les dix premières lignes, telles qu’elles sont écrites"
    apercu = lecture.apercu
    entetes = {colonne.nom: colonne.entete for colonne in lecture.plan.colonnes}
    formats = {}
    for nom in apercu:
        format_ = "texte"
        if pd.api.types.is_datetime64_any_dtype(apercu[nom]):
            format_ = "date"
        elif pd.api.types.is_numeric_dtype(apercu[nom]) and lecture.table is not None:
            format_ = "nombre" if nom != "quantite" else "entier"
        formats[nom] = (LIBELLES.get(nom, entetes.get(nom, str(nom))), format_)
    return ecrire_tableau(apercu, formats, titre=titre, nommees=False)
