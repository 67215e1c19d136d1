"""Ateliers du chapitre 1 : trier les champs d'une fiche, individualiser une offre, tenir un fichier."""

import html

import pandas as pd

from course_helpers.affichage import Panneau, ecrire_tableau
from course_helpers.ateliers.atelier import (
    Atelier,
    Resultat,
    creer_case,
    creer_choix,
    creer_curseur,
    creer_liste,
)
from course_helpers.donnees import verifier_contacts
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.etude import ACTIONS
from course_helpers.fiches import CHAMPS_FACTURE, mesurer_qualite, reunir_fiches
from course_helpers.figures.connaissance import FAMILLES, VERDICTS, tracer_contacts, tracer_qualite
from course_helpers.figures.trace import SOURCE
from course_helpers.portefeuille import SEUILS_TAILLE, classer_tailles

ECARTER = "à écarter"
SOURCES = ("service mercatique", "service comptable", "commerciaux", "base externe")
TAILLE_LOT = 7

# Ce que l'on demande de chaque champ → les réponses proposées.
_TRIS = {
    "famille": ("Sa famille d’informations", (*FAMILLES, ECARTER)),
    "source": ("Sa source", (*SOURCES, ECARTER)),
    "verdict_rgpd": ("Ce que permet le RGPD", VERDICTS),
}
# La règle qui range un champ à chaque place : elle explique, sans donner la réponse.
_REGLES = {
    "identification": "elle dit qui est l’entreprise, quel que soit l’interlocuteur",
    "qualification": "elle dit à qui parler et de quoi, pour personnaliser le contact",
    "historique": "il conserve des faits datés, achats ou échanges",
    "comportement": "il décrit une façon habituelle d’acheter",
    "service mercatique": "il mène études, campagnes et promotions, et traite les réclamations",
    "service comptable": "il facture, encaisse et tient les comptes des clients",
    "commerciaux": "ils rencontrent le client et rendent compte de leurs visites",
    "base externe": "elle s’achète ou se loue, et se vérifie",
    "à garder": "le champ sert au suivi du client, sans autre condition",
    "à garder sous condition": "le champ sert, mais il concerne une personne, que l’on informe",
    ECARTER: "le champ est sensible, interdit ou inutile à la vente",
}


def _dire_regle(choix: str) -> str:
    return f"{choix.capitalize()}{FINE}: {_REGLES[choix]}."


def _citer(texte: object) -> str:
    return f"«{FINE}{html.escape(str(texte))}{FINE}»"


class TriDesChamps(Atelier):
    """Ranger les champs d'une fiche client : famille, source ou verdict RGPD, lot par lot.

    Parameters
    ----------
    champs : DataFrame
        Une ligne par champ : ``champ``, ``exemple``, ``famille``, ``source``, ``verdict_rgpd``, ``motif`` ;
        famille et source sont vides pour un champ à écarter.

    Examples
    --------
    >>> champs = pd.DataFrame({
    ...     "champ": ["SIRET", "Religion"], "exemple": ["900…", "…"], "famille": ["identification", None],
    ...     "source": ["base externe", None], "verdict_rgpd": ["à garder", "à écarter"],
    ...     "motif": ["Numéro public.", "Donnée sensible."],
    ... })
    >>> atelier = TriDesChamps(champs)
    >>> atelier.reglages["choix_1"].value = "qualification"
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Lot 1, famille d’informations : 0 juste sur 1 rangé, 1 à ranger. « Religion » en « qualification » : non.
    Qualification : elle dit à qui parler et de quoi, pour personnaliser le contact. Est-ce le cas de ce
    champ ?
    """

    faits = ("C1.5", "C1.6", "C1.9")
    titre = "trier les champs d’une fiche client"
    consigne = (
        "Voici les champs que Claire Aubin a relevés. Rangez-les un par un, puis changez de question "
        "ou de lot. Certains champs ne doivent pas entrer dans le fichier."
    )

    def __init__(self, champs: pd.DataFrame):
        self.champs = champs.set_index("champ")
        # Un champ sur sept, par ordre alphabétique : chaque lot mêle les familles sans suivre leur ordre.
        nombre = -(-len(champs) // TAILLE_LOT)
        self.lots = [sorted(champs["champ"].iloc[rang::nombre]) for rang in range(nombre)]
        self._dernier: int | None = None
        lignes = range(1, max(map(len, self.lots)) + 1)
        self._choix = [creer_liste("", [], large=True) for _ in lignes]
        for rang, choix in enumerate(self._choix):
            choix.observe(lambda change, rang=rang: self._retenir(rang, change["new"]), "value")
        reglages = {
            "tri": creer_choix("On cherche", [(intitule, nom) for nom, (intitule, _) in _TRIS.items()]),
            "lot": creer_liste(
                "Lot", [(f"lot {rang} sur {nombre}", rang - 1) for rang in range(1, nombre + 1)]
            ),
        }
        for reglage in reglages.values():
            reglage.observe(self._recommencer, "value")
        self._proposer(reglages["tri"].value, self.lots[0])
        super().__init__(
            reglages | {f"choix_{rang}": choix for rang, choix in zip(lignes, self._choix, strict=True)}
        )

    @property
    def lot(self) -> list[str]:
        """Les champs montrés."""
        return self.lots[self.reglages["lot"].value]

    def calculer(self) -> Resultat:
        """Corriger ce qui est déjà rangé."""
        tri = self.reglages["tri"].value
        justes = self.champs[tri].fillna(ECARTER)
        jugements = [
            self._juger(choix.value, champ, justes)
            for champ, choix in zip(self.lot, self._choix, strict=False)
        ]
        lignes = "".join(
            f"<li>{icone} <strong>{self._decrire(champ)}</strong>{FINE}: {html.escape(texte)}</li>"
            for champ, (icone, texte) in zip(self.lot, jugements, strict=True)
        )
        phrase = self._ecrire_phrase([icone for icone, _ in jugements], justes)
        return Resultat(
            Panneau(f'<ul class="ch-liste">{lignes}</ul>', phrase),
            phrase,
            self._ecrire_corrige,
            _PROGRAMME_TRI.format(tri=tri),
        )

    def _decrire(self, champ: str) -> str:
        return html.escape(f"{champ} ({self.champs.loc[champ, 'exemple']})")

    def _juger(self, choix: str, champ: str, justes: pd.Series) -> tuple[str, str]:
        if not choix:
            return "●", "à ranger"
        if choix == justes[champ]:
            return "✔", f"{choix}. {self._motiver(champ, choix)}"
        return "▲", f"{_dire_regle(choix)} Est-ce le cas{FINE}?"

    def _motiver(self, champ: str, choix: str) -> str:
        """La raison d'une réponse juste : la règle de la place, et ce que le fichier dit du champ."""
        if self.reglages["tri"].value == "verdict_rgpd" or choix == ECARTER:
            return self.champs.loc[champ, "motif"]
        return f"{_REGLES[choix][0].upper()}{_REGLES[choix][1:]}."

    def _ecrire_phrase(self, icones: list[str], justes: pd.Series) -> str:
        bons, reste = icones.count("✔"), icones.count("●")
        ranges = len(icones) - reste
        sujet = _TRIS[self.reglages["tri"].value][0].removeprefix("Sa ").lower().replace("rgpd", "RGPD")
        compte = (
            f"Lot {self.reglages['lot'].value + 1}, {sujet}{FINE}: {bons} juste{'s' * (bons > 1)} "
            f"sur {ranges} rangé{'s' * (ranges > 1)}, {reste} à ranger."
        )
        if self._dernier is None:
            return compte
        champ, choix = self.lot[self._dernier], self._choix[self._dernier].value
        debut = f"{_citer(champ)} en {_citer(choix)}{FINE}:"
        if choix == justes[champ]:
            return f"{compte} {debut} oui. {html.escape(self._motiver(champ, choix))}"
        return f"{compte} {debut} non. {_dire_regle(choix)} Est-ce le cas de ce champ{FINE}?"

    def _ecrire_corrige(self) -> str:
        return ecrire_tableau(
            self.champs.reset_index(),
            {
                "champ": ("Champ", "texte"),
                "exemple": ("Sur la fiche", "texte"),
                "famille": ("Famille", "texte"),
                "source": ("Source", "texte"),
                "verdict_rgpd": ("RGPD", "texte"),
                "motif": ("Motif", "texte"),
            },
            titre=f"Le corrigé{FINE}: tous les champs",
        )

    def _retenir(self, rang: int, choix: str) -> None:
        self._dernier = rang if choix else None

    def _recommencer(self, _) -> None:
        """Une autre question ou un autre lot : les choix repartent de zéro."""
        with self.ensemble():
            self._proposer(self.reglages["tri"].value, self.lot)
            self._dernier = None

    def _proposer(self, tri: str, lot: list[str]) -> None:
        for rang, choix in enumerate(self._choix):
            champ = lot[rang] if rang < len(lot) else None
            choix.description = f"{champ} ({self.champs.loc[champ, 'exemple']})" if champ else "(rien ici)"
            choix.disabled = rang >= len(lot)
            choix.options = [("à ranger", ""), *((nom, nom) for nom in _TRIS[tri][1])]
            choix.value = ""


_PROGRAMME_TRI = """from course_helpers.donnees import chemin, lire_table

champs = lire_table(chemin("champs-fichier-client.csv"))
champs["{tri}"].fillna("à écarter").value_counts()"""


# Élément du plan de marchéage → l'offre pour tous, l'offre pour ce client, les champs qu'elle demande.
OFFRES = {
    "produit": (
        "Le même bidon de cinq litres pour tous",
        "Des produits choisis d’après les sols et les machines, une formation, un entretien",
        ("Équipement", "Type de consommation"),
    ),
    "prix": (
        "Le tarif du catalogue, calculé sur le coût de revient",
        "Un prix qui dépend de la valeur perçue et du moment, avec des conditions écrites",
        ("Chiffre d’affaires HT de 2025", "Attentes exprimées à l’enquête"),
    ),
    "distribution": (
        "Des revendeurs achètent les produits, sans dire à qui ils les vendent",
        "Le commercial vend en direct, et le site enregistre les commandes courantes",
        ("Lieux et canaux d’achat", "Moment des commandes"),
    ),
    "communication": (
        "Le même catalogue imprimé pour tous, sans réponse attendue",
        "Un message adressé à la bonne personne, sur sa dernière commande, auquel elle peut répondre",
        ("Courriel professionnel nominatif", "Opposition à la prospection"),
    ),
}
# Taille → nombre d'éléments individualisés que justifie ce que le client achète : une convention d'atelier.
_EFFORTS = {"gros": (3, 4), "moyen": (1, 2), "petit": (0, 1)}


class PlanDeMarcheage(Atelier):
    """Individualiser, ou non, chaque élément du plan de marchéage pour un client donné.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client`` et ``ca`` (€ HT de l'année).
    champs : DataFrame
        Les champs de la fiche : ``champ`` et ``verdict_rgpd``.
    noms : tuple of str
        Les clients proposés.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Hôtel Bief"], "ca": [30000]})
    >>> verdicts = {"champ": [champ for _, _, liste in OFFRES.values() for champ in liste]}
    >>> champs = pd.DataFrame(verdicts).assign(verdict_rgpd="à garder")
    >>> atelier = PlanDeMarcheage(clients, champs, ("Hôtel Bief",))
    >>> atelier.reglages["distribution"].value = True
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Hôtel Bief, gros client (30 000 € en 2025). Individualisé : distribution, soit 1 élément sur 4. Champs à
    tenir à jour : 2, dont 0 sous condition RGPD. C’est peu pour ce qu’il achète : un concurrent
    pourrait vous le prendre.
    """

    faits = ("C1.4",)
    titre = "le plan de marchéage, hier et aujourd’hui"
    consigne = (
        "Choisissez un client, puis individualisez un élément à la fois. Que faut-il savoir de ce client, et "
        f"l’effort en vaut-il la peine{FINE}? Un gros client achète pour "
        f"{ecrire_nombre(SEUILS_TAILLE['seuil_gros'], 0, '€')} HT ou plus par an, et un petit client pour "
        f"moins de {ecrire_nombre(SEUILS_TAILLE['seuil_moyen'], 0, '€')}."
    )

    def __init__(self, clients: pd.DataFrame, champs: pd.DataFrame, noms: tuple[str, ...]):
        self.clients = classer_tailles(clients, **SEUILS_TAILLE).set_index("client")
        self.verdicts = champs.set_index("champ")["verdict_rgpd"]
        super().__init__(
            {
                "client": creer_choix("Client", list(noms)),
                **{
                    element: creer_choix(
                        element.capitalize(), [("pour tous", False), ("pour ce client", True)]
                    )
                    for element in OFFRES
                },
            }
        )

    @property
    def individualises(self) -> list[str]:
        """Les éléments individualisés."""
        return [element for element in OFFRES if self.reglages[element].value]

    def calculer(self) -> Resultat:
        """Réunir les décisions, ce qu'elles demandent de savoir, et un avis sur l'effort."""
        choisis = self.individualises
        lignes = "".join(
            f"<dt>{element.capitalize()}</dt>"
            + _marquer("pour tous", pour_tous, element not in choisis)
            + _marquer("pour ce client", pour_lui, element in choisis)
            + (f"<dd>À savoir de lui{FINE}: {', '.join(champs)}.</dd>" if element in choisis else "")
            for element, (pour_tous, pour_lui, champs) in OFFRES.items()
        )
        panneau = f'<dl class="ch-liste">{lignes}</dl>'
        phrase = self._ecrire_phrase(choisis)
        return Resultat(
            Panneau(panneau, phrase), phrase, lambda: self._ecrire_champs(choisis), _PROGRAMME_PLAN
        )

    def _ecrire_phrase(self, choisis: list[str]) -> str:
        nom = self.reglages["client"].value
        taille = self.clients.loc[nom, "taille"]
        client = {"gros": "gros client", "moyen": "client moyen", "petit": "petit client"}[taille]
        champs = self._lister_champs(choisis)
        sous_condition = sum(self.verdicts[champ] != "à garder" for champ in champs)
        compte = (
            f"Individualisé{FINE}: {', '.join(choisis)}, "
            f"soit {compter(len(choisis), 'élément')} sur {len(OFFRES)}."
            if choisis
            else "Rien d’individualisé."
        )
        return (
            f"{html.escape(nom)}, {client} ({ecrire_nombre(self.clients.loc[nom, 'ca'], 0, '€')} en 2025). "
            f"{compte} Champs à tenir à jour{FINE}: {len(champs)}, "
            f"dont {sous_condition} sous condition RGPD. "
            f"{self._donner_avis(choisis, taille)}"
        )

    @staticmethod
    def _donner_avis(choisis: list[str], taille: str) -> str:
        ecran = [element for element in choisis if element != "distribution"]
        if ecran and "distribution" not in choisis:
            return (
                f"Mais un revendeur fait écran{FINE}: comment obtiendrez-vous les informations qui "
                f"permettent d’individualiser ({', '.join(ecran)}){FINE}?"
            )
        minimum, maximum = _EFFORTS[taille]
        if len(choisis) < minimum:
            return f"C’est peu pour ce qu’il achète{FINE}: un concurrent pourrait vous le prendre."
        if len(choisis) > maximum:
            return f"C’est beaucoup pour ce qu’il achète{FINE}: proportionnez l’effort à son potentiel."
        return "L’effort est proportionné à ce qu’il achète. Il reste à estimer ce qu’il pourrait acheter."

    @staticmethod
    def _lister_champs(choisis: list[str]) -> list[str]:
        return [champ for element in choisis for champ in OFFRES[element][2]]

    def _ecrire_champs(self, choisis: list[str]) -> str:
        champs = self._lister_champs(choisis)
        return ecrire_tableau(
            pd.DataFrame({"champ": champs, "verdict": [self.verdicts[champ] for champ in champs]}),
            {"champ": ("Champ à tenir à jour", "texte"), "verdict": ("RGPD", "texte")},
            titre="Ce que votre offre demande de savoir",
        )


def _marquer(intitule: str, offre: str, choisie: bool) -> str:
    """Une des deux offres, en gras et cochée si elle est choisie."""
    texte = f"{intitule}{FINE}: {offre}."
    return f"<dd>✔ <strong>{texte}</strong></dd>" if choisie else f"<dd>○ {texte}</dd>"


_PROGRAMME_PLAN = """from course_helpers.portefeuille import SEUILS_TAILLE, classer_tailles
from course_helpers.donnees import chemin, lire_clients

clients = lire_clients(chemin("ca-clients-2025.csv"))
classer_tailles(clients, **SEUILS_TAILLE)["taille"].value_counts()"""


JOURS = ("02/01/2026", "02/01/2027", "02/01/2028", "02/01/2029")
_DEPARTS = {
    "dernier_contact": "le dernier contact venu du prospect",
    "collecte": "la collecte de ses coordonnées",
}
_CNIL = 36  # mois


class MenageDuFichier(Atelier):
    """Trier un fichier de prospects : ce qui reste à solliciter selon le jour, la durée et les refus.

    Parameters
    ----------
    prospects : DataFrame
        Colonnes ``collecte``, ``dernier_contact`` (dates) et ``opposition`` (« oui » ou « non »).
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> prospects = pd.DataFrame({
    ...     "client": ["Hôtel Bief", "École Laval"],
    ...     "collecte": pd.to_datetime(["2021-05-04", "2024-01-10"]),
    ...     "dernier_contact": pd.to_datetime(["2022-06-01", "2025-02-03"]),
    ...     "opposition": ["non", "non"],
    ... })
    >>> print(MenageDuFichier(prospects).ecrire_texte().replace("\\u202f", " "))
    Au 02/01/2026, 1 prospect sur 2 reste à solliciter (36 mois depuis le dernier contact venu du prospect).
    Délai dépassé : 1. Oppositions respectées : 0.
    """

    faits = ("C1.9",)
    titre = f"qui peut-on encore solliciter{FINE}?"
    consigne = (
        f"Choisissez une date de tri plus tardive{FINE}: combien de prospects reste-t-il, si personne ne "
        f"répond d’ici là{FINE}? Changez ensuite la durée, puis le point de départ."
    )

    def __init__(self, prospects: pd.DataFrame, *, source: str = SOURCE):
        self.prospects = prospects
        self.source = source
        super().__init__(
            {
                "jour": creer_choix("Jour du tri", list(JOURS)),
                "mois": creer_curseur("Durée (mois)", _CNIL, 6, 60),
                "depart": creer_choix("Depuis", [(intitule, nom) for nom, intitule in _DEPARTS.items()]),
                "oppositions": creer_case("Respecter les oppositions", cochee=True),
            }
        )

    def calculer(self) -> Resultat:
        """Trier le fichier avec les réglages du moment."""
        jour, mois, depart = (
            self.reglages["jour"].value,
            int(self.reglages["mois"].value),
            self.reglages["depart"].value,
        )
        lus = self.prospects
        if depart == "collecte":
            lus = lus.assign(dernier_contact=lus["collecte"])
        if not self.reglages["oppositions"].value:
            lus = lus.assign(opposition="non")
        contacts = verifier_contacts(lus, jour, mois=mois)
        limite = pd.to_datetime(jour, format="%d/%m/%Y") - pd.DateOffset(months=mois)
        return Resultat(
            tracer_contacts(contacts, limite, depart=depart, source=self.source),
            self._ecrire_phrase(contacts, jour, mois, depart),
            lambda: _ecrire_contacts(contacts),
            _PROGRAMME_MENAGE.format(jour=jour, mois=mois),
        )

    def _ecrire_phrase(self, contacts: pd.DataFrame, jour: str, mois: int, depart: str) -> str:
        compte = contacts["statut"].value_counts()
        reste = int(compte["contactable"])
        phrases = [
            f"Au {jour}, {compter(reste, 'prospect')} sur {len(contacts)} "
            f"{'restent' if reste > 1 else 'reste'} à solliciter ({mois} mois depuis {_DEPARTS[depart]}).",
            f"Délai dépassé{FINE}: {compte['délai dépassé']}.",
        ]
        refus = int((self.prospects["opposition"] == "oui").sum())
        if self.reglages["oppositions"].value:
            phrases.append(f"Oppositions respectées{FINE}: {refus}.")
        else:
            phrases.append(
                f"Oppositions ignorées{FINE}: {refus}. Le RGPD l’interdit (article 21), même dans le délai."
            )
        if jour != JOURS[0]:
            phrases.append("Ce compte suppose que personne ne répond d’ici là.")
        if depart == "collecte":
            phrases.append("Ce compte ignore les prospects qui ont repris contact après la collecte.")
        if mois > _CNIL:
            phrases.append(
                f"La CNIL recommande trois ans{FINE}: une durée plus longue se justifie par écrit."
            )
        elif mois < _CNIL:
            phrases.append("Une durée plus courte que trois ans est permise.")
        return " ".join(phrases)


def _ecrire_contacts(contacts: pd.DataFrame) -> str:
    return ecrire_tableau(
        contacts.sort_values(["echeance", "client"]),
        {
            "client": ("Prospect", "texte"),
            "collecte": ("Collecte", "date"),
            "dernier_contact": ("Dernier contact", "date"),
            "opposition": ("Opposition", "texte"),
            "echeance": ("Fin du délai", "date"),
            "statut": ("Statut", "texte"),
        },
        titre="Les prospects, du délai le plus court au plus long",
    )


_PROGRAMME_MENAGE = """from course_helpers.donnees import chemin, lire_prospects, verifier_contacts

prospects = lire_prospects(chemin("prospects.csv"))
verifier_contacts(prospects, "{jour}", mois={mois})["statut"].value_counts()"""


_PERIMETRES = {
    "fiches": "toutes les fiches",
    "clients": "une fiche par client",
    "factures": "les clients facturés en 2025",
}
_REMPLIS = {"tous": "tous les champs", "facture": "ceux d’une facture", "siren": "le SIREN seul"}
# Ce que dit la phrase : elle nomme les champs comptés.
_COMPTES = _REMPLIS | {"facture": "nom, adresse, code postal, ville et SIREN, que porte une facture"}
_FORMULES = {
    "remplissage": "cases remplies ÷ cases à remplir",
    "SIREN valides": "SIREN valides ÷ SIREN notés",
    "doublons": "fiches en trop ÷ fiches",
    "fraîcheur": "fiches facturées depuis peu ÷ fiches",
}


class QualiteDuFichier(Atelier):
    """Mesurer la qualité d'un fichier de clients : ce que l'on compte, et sur quelles fiches.

    Parameters
    ----------
    fiches : DataFrame
        Une ligne par fiche : ``code_client``, ``client``, ``Adresse``, ``code_postal``, ``ville``, ``SIREN``…
    factures : DataFrame
        Colonnes ``code_client`` et ``date`` (datetime64).
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> fiches = pd.DataFrame({
    ...     "code_client": ["C1", "C2", "C3"], "client": ["Mairie de Bief", "MAIRIE DE BIEF", "Gîte Aubin"],
    ...     "Adresse": ["1 rue Haute", "1 rue Haute", "3 rue Basse"], "ville": ["Bief", "Bief", "Aubin"],
    ...     "code_postal": ["23000", "23000", "19000"], "SIREN": ["000000414", None, "00000131"]})
    >>> factures = pd.DataFrame({"code_client": ["C1"], "date": pd.to_datetime(["2025-06-02"])})
    >>> print(QualiteDuFichier(fiches, factures).ecrire_texte().replace("\\u202f", " "))
    3 fiches au 31/12/2025. Remplissage (tous les champs) : 94,4 %, 1 case vide. SIREN valides : 50,0 % de
    ceux qui sont notés ; 2 fiches à compléter ou à corriger. Doublons : 33,3 %, soit 1 fiche en trop.
    Fraîcheur : 33,3 % des fiches ont une facture de moins de 12 mois.
    """

    faits = ("C1.13",)
    titre = "mesurer la qualité du fichier"
    consigne = (
        "Changez d’abord les champs dont on mesure le remplissage, puis les fiches contrôlées. Quel taux "
        f"décrit le mieux le travail qui reste à Claire{FINE}?"
    )
    JOUR = pd.Timestamp(2025, 12, 31)

    def __init__(self, fiches: pd.DataFrame, factures: pd.DataFrame, *, source: str = SOURCE):
        self.source = source
        uniques, portees = reunir_fiches(fiches, factures)
        cette_annee = portees.loc[portees["date"].dt.year == self.JOUR.year, "code_client"]
        self.tables = {
            "fiches": (fiches, factures),
            "clients": (uniques, portees),
            "factures": (uniques[uniques["code_client"].isin(cette_annee)], portees),
        }
        super().__init__(
            {
                "champs": creer_choix("Remplissage", [(texte, nom) for nom, texte in _REMPLIS.items()]),
                "perimetre": creer_choix("Fiches", [(texte, nom) for nom, texte in _PERIMETRES.items()]),
                "mois": creer_curseur("Fraîcheur (mois)", 12, 1, 24),
            }
        )

    def calculer(self) -> Resultat:
        """Mesurer les quatre taux avec les réglages du moment."""
        fiches, factures = self.tables[self.reglages["perimetre"].value]
        choix, mois = self.reglages["champs"].value, int(self.reglages["mois"].value)
        champs = {"tous": None, "facture": CHAMPS_FACTURE, "siren": ("SIREN",)}[choix]
        qualite = mesurer_qualite(fiches, factures, self.JOUR, champs=champs, mois=mois)
        return Resultat(
            tracer_qualite(qualite, source=self.source),
            self._ecrire_phrase(qualite.set_index("indicateur"), choix, mois, len(fiches)),
            lambda: _ecrire_qualite(qualite),
            _PROGRAMME_QUALITE.format(champs=list(champs) if champs else None, mois=mois),
        )

    @staticmethod
    def _ecrire_phrase(qualite: pd.DataFrame, choix: str, mois: int, fiches: int) -> str:
        vides = qualite["base"] - qualite["nombre"]
        taux = qualite["taux_pct"].map(ecrire_pct)
        a_reprendre, trop = fiches - qualite.loc["SIREN valides", "nombre"], qualite.loc["doublons", "nombre"]
        return (
            f"{compter(fiches, 'fiche')} au {QualiteDuFichier.JOUR:%d/%m/%Y}. "
            f"Remplissage ({_COMPTES[choix]}){FINE}: {taux['remplissage']}, "
            f"{compter(vides['remplissage'], 'case vide')}. "
            f"SIREN valides{FINE}: {taux['SIREN valides']} de ceux qui sont notés{FINE}; "
            f"{compter(a_reprendre, 'fiche')} à compléter ou à corriger. "
            f"Doublons{FINE}: {taux['doublons']}, soit {compter(trop, 'fiche')} en trop. "
            f"Fraîcheur{FINE}: {taux['fraîcheur']} des fiches ont une facture de moins de {mois} mois."
        )


def _ecrire_qualite(qualite: pd.DataFrame) -> str:
    return ecrire_tableau(
        qualite.assign(calcul=qualite["indicateur"].map(_FORMULES)),
        {
            "indicateur": ("Taux", "texte"),
            "calcul": ("Formule", "texte"),
            "nombre": ("Nombre", "entier"),
            "base": ("Rapporté à", "entier"),
            "taux_pct": ("Résultat", "pct"),
        },
        titre="La qualité du fichier, taux par taux",
    )


_PROGRAMME_QUALITE = """import pandas as pd
from course_helpers.donnees import chemin, lire_clients, lire_factures
from course_helpers.fiches import mesurer_qualite

factures = pd.concat([lire_factures(chemin(f"factures-{{annee}}.csv")) for annee in (2024, 2025)])
mesurer_qualite(lire_clients(chemin("clients.csv")), factures, "31/12/2025", champs={champs}, mois={mois})"""


# Un bloc de la fiche → le service qui le remplit ; sans service, il se calcule avec tout le reste.
_BLOCS = {
    "Identité": "comptabilité",
    "Relation": "commerciaux",
    "Signalements": "mercatique",
    "Achats": "comptabilité",
    "Place dans le portefeuille": "",
    "Prochaine action": "",
}
_PARTAGE = "Identité"  # le nom et l'adresse servent à tous : le commercial aussi visite le client
_VUES = {
    "": "toute l’entreprise",
    "comptabilité": "le service comptable seul",
    "commerciaux": "les commerciaux seuls",
    "mercatique": "le service mercatique seul",
}
_MOTIFS = {
    "mécontent": "une réclamation",
    "insolvable": "un impayé",
    "infidèle": "un achat chez un concurrent",
    "": "une résiliation",
}


class FicheClient(Atelier):
    """Ouvrir la fiche d'un client, entière ou telle que la voit un seul service.

    Parameters
    ----------
    clients : DataFrame
        Le résultat de :func:`course_helpers.fiches.resumer_clients`.
    depart : str, optional
        Le client montré d'abord ; le premier par défaut.
    annee : int
        L'année des achats et des classes.
    """

    faits = ("C1.14", "C1.10")
    titre = "la fiche complète d’un client"
    consigne = (
        "Choisissez un client, puis un seul service. Que ne voit-il pas, et que ne peut-il donc pas "
        f"décider{FINE}? Ces vues sont une convention du cours. Chacun voit l’identité du client, et le bloc "
        "que son service remplit."
    )

    def __init__(self, clients: pd.DataFrame, depart: str | None = None, *, annee: int = 2025):
        self.clients = clients.set_index("client")
        self.annee = annee
        super().__init__(
            {
                "client": creer_liste("Client", self.clients.index.tolist(), valeur=depart),
                "vue": creer_choix("Qui regarde", [(texte, nom) for nom, texte in _VUES.items()]),
            }
        )

    def calculer(self) -> Resultat:
        """Écrire la fiche, bloc par bloc."""
        nom, vue = self.reglages["client"].value, self.reglages["vue"].value
        blocs = self._remplir(self.clients.loc[nom])
        lignes = "".join(
            f"<dt>{titre}</dt>"
            + (
                "".join(f"<dd>{html.escape(texte)}</dd>" for texte in blocs[titre])
                if vue in ("", service) or titre == _PARTAGE
                else "<dd>○ ce service ne le voit pas</dd>"
            )
            for titre, service in _BLOCS.items()
        )
        phrase = self._ecrire_phrase(nom, vue)
        return Resultat(
            Panneau(f'<dl class="ch-liste">{lignes}</dl>', phrase),
            phrase,
            lambda: self._ecrire_origines(blocs),
            _PROGRAMME_FICHE.format(nom=nom),
        )

    def _remplir(self, client: pd.Series) -> dict[str, list[str]]:
        """Ce que dit chaque bloc, ligne par ligne ; une case vide se dit."""
        siren = client["siren"] or "non noté"
        if client["siren"] and client["siren_etat"] != "valide":
            siren += f" ({client['siren_etat']}{FINE}: à corriger)"
        identite = [
            f"{client['secteur']}. {client['adresse']}, {client['code_postal']} {client['ville']}.",
            f"SIREN{FINE}: {siren}. Adresse de livraison et interlocuteur{FINE}: le fichier ne les a pas.",
        ]
        if client["fiches"] > 1:
            identite.append(
                f"{compter(client['fiches'], 'fiche')} à ce nom et à cette adresse{FINE}: à réunir."
            )
        relation = [
            f"Suivi par {client['commercial']}. Premier contact le {client['premier_contact']:%d/%m/%Y} "
            f"({client['origine'].lower()}), il y a {_dire_annees(client['anciennete'])}."
        ]
        signalements = [f"{jour:%d/%m/%Y}{FINE}: {_MOTIFS[motif]}." for jour, motif in client["signalements"]]
        achats = [
            f"{self.annee - 1}{FINE}: {_dire_montant(client['ca_avant'])}. "
            f"{self.annee}{FINE}: {_dire_montant(client['ca'])}."
        ]
        if pd.notna(client["facture"]):
            achats.append(
                f"Dernière facture{FINE}: {client['facture']}, le {client['facture_date']:%d/%m/%Y}, "
                f"{ecrire_nombre(client['facture_ht'], 2, '€')} HT."
            )
        if pd.notna(client["famille"]):
            achats.append(
                f"Famille la plus achetée{FINE}: {client['famille']} ({ecrire_pct(client['famille_pct'], 0)} "
                f"de ses achats de {self.annee})."
            )
        place = [
            f"ABC par cumul (80/95) en {self.annee}{FINE}: {client['classe_ca']} sur le CA, "
            f"{client['classe_valeur']} sur la valeur.",
            f"Valeur de {self.annee}{FINE}: {ecrire_nombre(client['valeur'], 0, '€')}. "
            f"Profil{FINE}: {client['profil']}. Étape{FINE}: {client['etape']}.",
        ]
        return {
            "Identité": identite,
            "Relation": relation,
            "Signalements": signalements or ["Aucun."],
            "Achats": achats,
            "Place dans le portefeuille": place,
            "Prochaine action": [f"{client['action'].capitalize()}. {ACTIONS[client['action']]}"],
        }

    def _ecrire_phrase(self, nom: str, vue: str) -> str:
        client = self.clients.loc[nom]
        caches = [bloc for bloc, service in _BLOCS.items() if service != vue and bloc != _PARTAGE]
        if vue:
            vus = compter(len(_BLOCS) - len(caches), "bloc")
            return (
                f"{html.escape(nom)}, vu par {_VUES[vue]}{FINE}: {vus} sur {len(_BLOCS)}. Restent cachés"
                f"{FINE}: {', '.join(caches).lower()}. Une décision prise avec ces seules informations peut "
                "se tromper."
            )
        signales = compter(len(client["signalements"]), "signalement")
        return (
            f"{html.escape(nom)}{FINE}: {_dire_montant(client['ca'])} en {self.annee}, classe "
            f"{client['classe_ca']} (cumul, sur le CA), {signales}. "
            f"Prochaine action{FINE}: {client['action']}. {ACTIONS[client['action']]}"
        )

    @staticmethod
    def _ecrire_origines(blocs: dict[str, list[str]]) -> str:
        return ecrire_tableau(
            pd.DataFrame(
                [
                    {
                        "bloc": titre,
                        "service": _BLOCS[titre] or "calcul du cours",
                        "contenu": " ".join(textes),
                    }
                    for titre, textes in blocs.items()
                ]
            ),
            {
                "bloc": ("Bloc", "texte"),
                "service": ("Qui le remplit", "texte"),
                "contenu": ("Ce qu’il dit", "texte"),
            },
            titre="D’où vient chaque bloc de la fiche",
        )


def _dire_montant(montant: float) -> str:
    return f"{ecrire_nombre(montant, 0, '€')} HT" if montant else "aucun achat"


def _dire_annees(annees: int) -> str:
    return compter(annees, "an") if annees else "moins d’un an"


_PROGRAMME_FICHE = """from course_helpers.etude import ouvrir_dossier
from course_helpers.fiches import resumer_clients

clients = resumer_clients(ouvrir_dossier(), "31/12/2025").set_index("client")
clients.loc["{nom}"]"""
