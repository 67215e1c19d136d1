"""Ateliers du chapitre 6 : composer un objectif, mesurer un écart par secteur, comparer deux offres."""

import html
from contextlib import suppress
from types import MappingProxyType

import ipywidgets as widgets
import pandas as pd

from course_helpers.affichage import Panneau, ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_choix, creer_curseur, creer_liste
from course_helpers.controles import lire_date
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.strategies import decrire_taux, ecrire_points, tracer_ecarts, tracer_offres
from course_helpers.figures.trace import MAGASIN, SOURCE
from course_helpers.nombres import lire_nombre
from course_helpers.strategies import (
    INDICATEURS,
    OFFRES,
    attribuer_strategies,
    comparer_offres,
    controler_objectif,
    mesurer_ecarts,
)

# Un critère de SMART, ses parties, et la question que pose chacune quand elle manque.
_CRITERES = (
    ("spécifique", "S", ("qui", "quoi")),
    ("mesurable", "M", ("nombre", "unite")),
    ("accessible et réaliste", "A et R", ("depart", "moyens")),
    ("délai fixé", "T", ("echeance",)),
)
_INTITULES = {
    "qui": "Qui",
    "quoi": "Quoi",
    "nombre": "Nombre visé",
    "unite": "Unité",
    "depart": "Niveau de départ",
    "moyens": "Moyens",
    "echeance": "Date",
}
_PERSONNES = ("", "Nadia Ferrand", "Hugo Sellier", "Claire Aubin")
_UNITES = (
    "",
    "nouveaux clients",
    "% des prospects contactés",
    "% des contrats arrivés à échéance",
    "% des ventes",
)
# Ce que dit le dirigeant : la page et l'atelier le citent d'ici.
PHRASE_DE_MARC = "vendre beaucoup plus, surtout aux hôtels, et vite"
_SOUHAIT, _DELAI = PHRASE_DE_MARC.split(", et ")
# Chaque exemple : qui, quoi, nombre, unité, départ, moyens, date. Seul le dernier est complet.
EXEMPLES = MappingProxyType(
    {
        "La phrase de Marc Thévenet": ("", _SOUHAIT, "", "", "", "", _DELAI),
        "Un objectif sans date": (
            *("Nadia Ferrand", "convertir des entreprises de propreté", "45", "% des prospects contactés"),
            *("28,6", "deux demi-journées de prospection par semaine", ""),
        ),
        "Un objectif sans moyens": (
            *("Claire Aubin", "faire renouveler les garages et ateliers", "80"),
            *("% des contrats arrivés à échéance", "68,8", "", "30/06/2026"),
        ),
        "Un objectif complet": (
            *("Hugo Sellier", "placer un produit complémentaire dans les hôtels et restaurants", "70"),
            *("% des ventes", "67,4", "une offre groupée proposée à chaque visite", "31/12/2026"),
        ),
    }
)


class ConstructeurSmart(Atelier):
    """Composer un objectif partie par partie : la phrase s'écrit, chaque critère est jugé.

    Le jugement porte sur ce qui manque, non sur l'ambition.

    Examples
    --------
    >>> atelier = ConstructeurSmart()
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    « [qui ?] doit vendre beaucoup plus, surtout aux hôtels : atteindre [combien ?] [quelle unité ?], au
    lieu de [départ ?], grâce à [quels moyens ?], vite. » Il manque 6 parties sur 7 : l’objectif n’est
    pas SMART.
    """

    faits = ("C6.2",)
    titre = "composer un objectif SMART"
    consigne = (
        f"Partez d’un exemple, puis complétez ou effacez une partie{FINE}: quel critère change d’avis{FINE}?"
    )

    def __init__(self):
        depart = dict(zip(_INTITULES, EXEMPLES["La phrase de Marc Thévenet"], strict=True))
        champs = {
            nom: _creer_champ(intitule, depart[nom])
            for nom, intitule in _INTITULES.items()
            if nom not in ("qui", "unite")
        }
        listes = {
            nom: creer_liste(
                _INTITULES[nom], [(texte or "à préciser", texte) for texte in textes], large=True
            )
            for nom, textes in (("qui", _PERSONNES), ("unite", _UNITES))
        }
        super().__init__(
            {
                "exemple": creer_choix("Partir de", list(EXEMPLES)),
                **{nom: (champs | listes)[nom] for nom in _INTITULES},
            }
        )
        self._reprend = False
        self.entrainer("exemple", self._reprendre_exemple)
        for nom in _INTITULES:
            self.reglages[nom].observe(self._quitter_exemple, "value")

    @property
    def parties(self) -> dict[str, str]:
        """Les parties de l'objectif ; le signe tapé après un nombre est ôté, l'unité a sa liste."""
        saisies = {nom: self.reglages[nom].value.strip() for nom in _INTITULES}
        return saisies | {nom: saisies[nom].rstrip("%€ \u00a0\u202f") for nom in ("nombre", "depart")}

    def calculer(self) -> Resultat:
        """Contrôler l'objectif du moment."""
        parties = self.parties
        controle = controler_objectif(**parties)
        verdict = (
            f"Il ne manque rien{FINE}: l’objectif est SMART."
            if controle.smart
            else f"Il manque {compter(len(controle.manques), 'partie')} sur {len(_INTITULES)}{FINE}: "
            "l’objectif n’est pas SMART."
        )
        arguments = ", ".join(f"{nom}={valeur!r}" for nom, valeur in parties.items())
        return Resultat(
            Panneau(_ecrire_criteres(parties, controle), controle.phrase),
            f"{_composer(parties)} {verdict}",
            lambda: _ecrire_parties(parties),
            "from course_helpers.strategies import controler_objectif\n\n"
            f"controle = controler_objectif({arguments})\n"
            "controle.smart, controle.phrase",
        )

    def _reprendre_exemple(self, change) -> None:
        if change["new"] is None:
            return
        self._reprend = True
        try:
            for nom, valeur in zip(_INTITULES, EXEMPLES[change["new"]], strict=True):
                self.reglages[nom].value = valeur
        finally:
            self._reprend = False

    def _quitter_exemple(self, _change) -> None:
        # Un exemple que l'on a modifié n'est plus coché : on peut donc le choisir de nouveau.
        if not self._reprend:
            self.reglages["exemple"].value = None


_TRANSFORMATION = "transformation"
_MEME_MAGASIN = "Comparez ce taux à celui des autres jours, non à celui d’un autre magasin."
_LIRE_OBJECTIFS = (
    "from course_helpers.donnees import chemin, lire_nombres, lire_table\n"
    "from course_helpers.strategies import mesurer_ecarts\n\n"
    'objectifs = lire_table(chemin("objectifs-2026.csv"))\n'
    'for colonne in ("obtenu", "base", "objectif_pct"):\n'
    "    objectifs[colonne] = lire_nombres(objectifs[colonne])\n"
)
_LIRE_MAGASIN = (
    "from course_helpers.donnees import chemin\n"
    "from course_helpers.magasin import lire_frequentation, viser_transformation\n"
    "from course_helpers.strategies import mesurer_ecarts\n\n"
    'jours = lire_frequentation(chemin("magasin-frequentation-2025.csv"))\n'
    "objectifs = viser_transformation(jours, {})\n"
)


class EcartsParSecteur(Atelier):
    """Choisir un indicateur et un secteur, déplacer la cible, et lire l'écart de trois façons.

    Parameters
    ----------
    resultats : DataFrame
        Une ligne par indicateur et par secteur : ``indicateur``, ``secteur``, ``obtenu``, ``base``,
        ``objectif_pct`` (en %).
    clients : DataFrame
        Une ligne par client : ``secteur`` et ``segment``, pour dire quelles stratégies y servent.
    source : str
        Mention portée sous la figure.
    magasin : DataFrame, optional
        Le résultat de :func:`course_helpers.magasin.viser_transformation` : un indicateur de plus compare les
        jours d'un magasin.

    Examples
    --------
    >>> resultats = pd.DataFrame({"indicateur": ["conversion"] * 2, "secteur": ["Mairies", "Hôtels"],
    ...                           "obtenu": [9, 6], "base": [60, 20], "objectif_pct": [20, 25]})
    >>> clients = pd.DataFrame({"secteur": ["Mairies"] * 3, "segment": ["budget limité"] * 3})
    >>> atelier = EcartsParSecteur(resultats, clients)
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Mairies, conversion : 9 nouveaux clients sur 60 prospects contactés, soit 15,0 %. La cible est de 20 % :
    écart de −5,0 points, soit −25,0 % de la cible. Sur la même base, il en fallait 3 de plus. Stratégie :
    gamme à prix compétitifs pour 3 clients.
    """

    faits = ("C6.1", "C6.3")
    titre = "la cible, le réalisé et l’écart"
    consigne = (
        f"Choisissez un secteur, déplacez sa cible{FINE}: combien de points, et combien de clients{FINE}?"
    )

    def __init__(
        self,
        resultats: pd.DataFrame,
        clients: pd.DataFrame,
        *,
        source: str = SOURCE,
        magasin: pd.DataFrame | None = None,
    ):
        self.resultats = resultats if magasin is None else pd.concat([resultats, magasin], ignore_index=True)
        self.clients = attribuer_strategies(clients)
        self.source = source
        premier = resultats.iloc[0]
        super().__init__(
            {
                "indicateur": creer_choix(
                    "Indicateur",
                    [
                        (f"{nom} (magasin)" if nom == _TRANSFORMATION else nom, nom)
                        for nom in self.resultats["indicateur"].unique()
                    ],
                ),
                "secteur": creer_liste("Secteur", list(resultats["secteur"].unique()), large=True),
                "cible": creer_curseur("Cible (%)", float(premier["objectif_pct"]), 0, 100),
            }
        )
        self.entrainer("indicateur", self._reprendre_secteurs)
        self.entrainer("secteur", self._reprendre_cible)

    @property
    def _choisie(self) -> pd.Series:
        """Repérer la ligne de l'indicateur et du secteur du moment."""
        return (self.resultats["indicateur"] == self.reglages["indicateur"].value) & (
            self.resultats["secteur"] == self.reglages["secteur"].value
        )

    def calculer(self) -> Resultat:
        """Mesurer les écarts de l'indicateur, avec la cible du moment pour le secteur choisi."""
        indicateur, secteur = self.reglages["indicateur"].value, self.reglages["secteur"].value
        cible = self.reglages["cible"].value
        resultats = self.resultats.assign(
            objectif_pct=self.resultats["objectif_pct"].mask(self._choisie, cible)
        )
        ecarts = mesurer_ecarts(resultats[resultats["indicateur"] == indicateur])
        ligne = ecarts[ecarts["secteur"] == secteur].iloc[0]
        au_magasin = indicateur == _TRANSFORMATION
        par, source = ("jour", MAGASIN) if au_magasin else ("secteur", self.source)
        suite = _MEME_MAGASIN if au_magasin else self._dire_strategies(secteur)
        depart = self.resultats.loc[self._choisie, "objectif_pct"].iloc[0]
        return Resultat(
            tracer_ecarts(ecarts, choisi=secteur, par=par, source=source),
            f"{html.escape(secteur)}, {_lire_ecart(ligne)} {suite}",
            lambda: _ecrire_ecarts(ecarts, par),
            (_LIRE_MAGASIN.format(f"{depart:g}") if au_magasin else _LIRE_OBJECTIFS)
            + f'choisi = (objectifs["secteur"] == {secteur!r}) '
            f'& (objectifs["indicateur"] == {indicateur!r})\n'
            f'objectifs.loc[choisi, "objectif_pct"] = {cible:g}\n'
            "mesurer_ecarts(objectifs)",
        )

    def _reprendre_secteurs(self, change) -> None:
        """Un magasin a des jours au lieu de secteurs ; le secteur choisi reste d'un indicateur à l'autre."""
        siens = self.resultats.loc[self.resultats["indicateur"] == change["new"], "secteur"].unique()
        if set(siens) != set(self.reglages["secteur"].options):
            self.reglages["secteur"].options = list(siens)
            self.reglages["secteur"].description = "Jour" if change["new"] == _TRANSFORMATION else "Secteur"
        self._reprendre_cible(change)

    def _reprendre_cible(self, _) -> None:
        self.reglages["cible"].value = float(self.resultats.loc[self._choisie, "objectif_pct"].iloc[0])

    def _dire_strategies(self, secteur: str) -> str:
        """Dire les stratégies des clients d'un secteur, la plus fréquente d'abord."""
        strategies = self.clients.loc[self.clients["secteur"] == secteur, "strategie"].value_counts()
        if strategies.empty:
            return f"Aucun client actuel{FINE}: la stratégie reste à choisir."
        liste = ", ".join(f"{nom} pour {compter(nombre)}" for nom, nombre in strategies.items())
        return f"Stratégie{FINE}: {liste}."


class OffreComparee(Atelier):
    """Comparer une vente additionnelle et une montée en gamme proposées aux mêmes acheteurs.

    Parameters
    ----------
    produit, complement, superieur : str
        Le produit choisi, celui qui s'y ajoute, celui qui le remplacerait.
    prix : int
        Le prix du produit choisi, en € hors taxes.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> atelier = OffreComparee()
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Sur 100 acheteurs d’un aspirateur à 300 € : 40 ajoutent un lot de sacs à 60 €, soit 2 400 € ; 20 prennent
    le modèle professionnel à 450 €, soit 150 € de plus chacun et 3 000 € en tout. Le taux de ventes
    additionnelles est de 40,0 % : la montée en gamme ne le fait pas bouger.
    """

    faits = ("C6.1",)
    titre = "ajouter un produit, ou en vendre un meilleur"
    consigne = (
        f"Réglez les prix et le nombre d’acheteurs qui acceptent{FINE}: quelle offre rapporte le plus{FINE}?"
    )
    acheteurs = 100

    def __init__(
        self,
        *,
        produit: str = "un aspirateur",
        complement: str = "un lot de sacs",
        superieur: str = "le modèle professionnel",
        prix: int = 300,
        source: str = SOURCE,
    ):
        self.produit, self.complement, self.superieur = produit, complement, superieur
        self.prix = prix
        self.source = source
        super().__init__(
            {
                "complement": creer_curseur("Complément (€)", prix // 5, 1, prix),
                "oui_complement": creer_curseur("Oui au complément (%)", 40, 0, 100),
                "superieur": creer_curseur("Modèle supérieur (€)", prix * 3 // 2, prix + 1, 3 * prix),
                "oui_superieur": creer_curseur("Oui au supérieur (%)", 20, 0, 100),
            }
        )

    def calculer(self) -> Resultat:
        """Chiffrer les deux offres avec les réglages du moment."""
        valeurs = {nom: int(reglage.value) for nom, reglage in self.reglages.items()}
        donnees = {
            "ventes": self.acheteurs,
            "prix": self.prix,
            "complement": valeurs["complement"],
            "superieur": valeurs["superieur"],
            "acceptent": (valeurs["oui_complement"], valeurs["oui_superieur"]),
        }
        offres = comparer_offres(**donnees)
        return Resultat(
            tracer_offres(offres, source=self.source),
            self._ecrire_phrase(offres, valeurs),
            lambda: ecrire_tableau(
                offres.reset_index().assign(
                    additionnelles=[
                        ecrire_pct(taux) if offre == OFFRES[0] else "inchangé"
                        for offre, taux in offres["additionnelles_pct"].items()
                    ]
                ),
                {
                    "offre": ("Offre", "texte"),
                    "acceptees": ("Acheteurs qui acceptent", "entier"),
                    "surplus": ("Ce que chacun paie en plus", "euros"),
                    "gain": ("Gain", "euros"),
                    "additionnelles": ("Taux de ventes additionnelles", "chiffre"),
                },
                titre=f"Deux offres, {self.acheteurs} acheteurs",
            ),
            "from course_helpers.strategies import comparer_offres\n\n"
            f"comparer_offres({', '.join(f'{nom}={valeur!r}' for nom, valeur in donnees.items())})",
        )

    def _ecrire_phrase(self, offres, valeurs) -> str:
        ajout, gamme = (offres.loc[nom] for nom in OFFRES)
        return (
            f"Sur {self.acheteurs} acheteurs d’{html.escape(self.produit)} à {_euros(self.prix)}{FINE}: "
            f"{_accorder(ajout['acceptees'], 'ajoute')} {html.escape(self.complement)} "
            f"à {_euros(valeurs['complement'])}, soit {_euros(ajout['gain'])}{FINE}; "
            f"{_accorder(gamme['acceptees'], 'prend', 'prennent')} {html.escape(self.superieur)} "
            f"à {_euros(valeurs['superieur'])}, soit {_euros(gamme['surplus'])} de plus chacun "
            f"et {_euros(gamme['gain'])} en tout. Le taux de ventes additionnelles est de "
            f"{ecrire_pct(ajout['additionnelles_pct'])}{FINE}: la montée en gamme ne le fait pas bouger."
        )


# --- Composer l'objectif -----------------------------------------------------------------------------------


def _creer_champ(intitule: str, valeur: str) -> widgets.Text:
    # L'objectif se recompose quand on quitte le champ, pas à chaque lettre.
    return widgets.Text(
        value=valeur,
        description=intitule,
        continuous_update=False,
        style={"description_width": "initial"},
        layout={"width": "98%"},
    )


def _composer(parties: dict[str, str]) -> str:
    """Écrire l'objectif en une phrase ; une partie vide laisse sa question à sa place."""
    questions = {
        "qui": "qui",
        "quoi": "faire quoi",
        "nombre": "combien",
        "unite": "quelle unité",
        "depart": "départ",
        "moyens": "quels moyens",
    }
    dites = {nom: html.escape(parties[nom]) or f"[{questions[nom]}{FINE}?]" for nom in questions}
    return (
        f"«{FINE}{dites['qui']} doit {dites['quoi']}{FINE}: atteindre {dites['nombre']} {dites['unite']}, "
        f"au lieu de {dites['depart']}, grâce à {dites['moyens']}, {_dater(parties['echeance'])}.{FINE}»"
    )


def _dater(echeance: str) -> str:
    """Écrire l'échéance dans la phrase ; ce qui n'est pas un jour s'y lit tel quel."""
    if not echeance:
        return f"d’ici au [quand{FINE}?]"
    with suppress(ErreurCours):
        lire_date(echeance)
        return f"d’ici au {html.escape(echeance.removeprefix('le '))}"
    return html.escape(echeance)


def _ecrire_criteres(parties: dict[str, str], controle) -> str:
    """Écrire un critère par ligne : rempli ou non, et pourquoi."""
    lignes = []
    for critere, lettre, noms in _CRITERES:
        manques = [manque for nom, manque in controle.manques if nom == critere]
        dites = [f"{_INTITULES[nom].lower()}{FINE}: {parties[nom]}" for nom in noms]
        raison = html.escape(f"{FINE}; ".join(manques or dites))
        if critere == "accessible et réaliste" and not manques:
            raison += _dire_progres(parties)
        etat = "▲ il manque" if manques else "✔ rempli"
        lignes.append((f"{lettre} · {critere}", f"<strong>{etat}</strong><br>{raison}"))
    return ecrire_tableau(
        pd.DataFrame(lignes, columns=["critere", "dit"]),
        {"critere": ("Critère", "texte"), "dit": ("Ce que l’objectif en dit", "html")},
        titre="Critère par critère",
        nommees=True,
    )


def _dire_progres(parties: dict[str, str]) -> str:
    """Dire ce que la cible ajoute au départ, quand les deux se lisent : à l'équipe de juger."""
    with suppress(ErreurCours):
        ecart = lire_nombre(parties["nombre"]) - lire_nombre(parties["depart"])
        unite = parties["unite"].partition(" ")[0]
        dit = ecrire_points(ecart) if unite == "%" else ecrire_nombre(ecart, 0 if ecart == int(ecart) else 1)
        signe = "+" if ecart > 0 and not dit.startswith("+") else ""
        return f"{FINE}; soit {signe}{dit} par rapport au départ"
    return ""


def _ecrire_parties(parties: dict[str, str]) -> str:
    critere_de = {nom: critere for critere, _, noms in _CRITERES for nom in noms}
    table = pd.DataFrame(
        [
            {
                "partie": intitule,
                "saisie": parties[nom] or "—",
                "critere": critere_de[nom],
            }
            for nom, intitule in _INTITULES.items()
        ]
    )
    return ecrire_tableau(
        table,
        {
            "partie": ("Partie", "texte"),
            "saisie": ("Ce qui est écrit", "texte"),
            "critere": ("Critère", "texte"),
        },
        titre="Les sept parties de l’objectif",
    )


# --- Lire l'écart ------------------------------------------------------------------------------------------


def _lire_ecart(ligne: pd.Series) -> str:
    """Lire un écart de trois façons : en points, en % de la cible, en nombre."""
    phrases = [
        f"{ligne['indicateur']}{FINE}: {decrire_taux(ligne['obtenu'], ligne['base'], ligne['indicateur'])}, "
        f"soit {ecrire_pct(ligne['reel_pct'])}.",
        f"La cible est de {ecrire_pct(ligne['objectif_pct'], int(ligne['objectif_pct'] % 1 > 0))}{FINE}: "
        + (f"écart de {ecrire_points(ligne['ecart_points'])}" if ligne["ecart_points"] else "aucun écart")
        + (
            ""
            if not ligne["ecart_relatif_pct"] or pd.isna(ligne["ecart_relatif_pct"])
            else f", soit {'+' if ligne['ecart_relatif_pct'] > 0 else ''}"
            f"{ecrire_pct(ligne['ecart_relatif_pct'])} de la cible"
        )
        + ".",
        f"Sur la même base, il en fallait {ecrire_nombre(ligne['reste'])} de plus."
        if ligne["reste"]
        else "La cible est atteinte.",
    ]
    return " ".join(phrases)


def _ecrire_ecarts(ecarts: pd.DataFrame, par: str) -> str:
    succes, occasions = INDICATEURS[ecarts["indicateur"].iloc[0]]
    return ecrire_tableau(
        ecarts.assign(
            ecart=[ecrire_points(ecart) if ecart else "aucun" for ecart in ecarts["ecart_points"]],
            relatif=[
                "—" if pd.isna(ecart) or not ecart else ecrire_pct(ecart)
                for ecart in ecarts["ecart_relatif_pct"]
            ],
            de_plus=[ecrire_nombre(reste) if reste else "cible atteinte" for reste in ecarts["reste"]],
        ),
        {
            "secteur": (par.capitalize(), "texte"),
            "obtenu": (succes[0].upper() + succes[1:], "entier"),
            "base": (occasions[0].upper() + occasions[1:], "entier"),
            "reel_pct": ("Réalisé", "pct"),
            "objectif_pct": ("Cible", "pct"),
            "ecart": ("Écart", "chiffre"),
            "relatif": ("Écart en % de la cible", "chiffre"),
            "de_plus": ("Il en fallait de plus", "chiffre"),
        },
        titre=f"Réalisé, cible et écart, {par} par {par}",
    )


# --- Écrire ------------------------------------------------------------------------------------------------


def _euros(montant: float) -> str:
    return ecrire_nombre(montant, 0, "€")


def _accorder(nombre: float, verbe: str, pluriel: str = "") -> str:
    return f"{ecrire_nombre(nombre)} {verbe if nombre < 2 else pluriel or verbe + 'nt'}"
