"""Ateliers du chapitre 2 : la carte d'un marché, la ligne de vie d'un client, la segmentation."""

import html
import re
from functools import cached_property

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import (
    Atelier,
    Resultat,
    creer_case,
    creer_choix,
    creer_curseur,
    creer_liste,
)
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.portefeuille import (
    NOMS,
    dessiner_ligne_de_vie,
    dessiner_marche,
    dessiner_segments,
)
from course_helpers.portefeuille import (
    CATEGORIES,
    ETAPES_CYCLE,
    PROFILS,
    TAILLES,
    classer_tailles,
    deplacer_consommateurs,
    mesurer_marche,
    profiler_clients,
    resumer_segments,
    retracer_cycle_de_vie,
)

SALLE = dict(zip(CATEGORIES, (2400, 9600, 18_000, 20_000), strict=True))
_PASSAGES = {
    "Personne : le marché de départ": (),
    "Des clients de la concurrence viennent chez nous": ("client de la concurrence", "client"),
    "Nos clients partent à la concurrence": ("client", "client de la concurrence"),
    "Des relatifs achètent chez nous": ("non-consommateur relatif", "client"),
    "Des relatifs achètent à la concurrence": ("non-consommateur relatif", "client de la concurrence"),
    "Des absolus deviennent relatifs": ("non-consommateur absolu", "non-consommateur relatif"),
}
_MESURES = {
    "clientele_potentielle": ("Clientèle potentielle", ecrire_nombre),
    "prospects": ("Prospects", ecrire_nombre),
    "penetration_produit_pct": ("Pénétration du produit", ecrire_pct),
    "penetration_entreprise_pct": ("Pénétration de l’entreprise", ecrire_pct),
    "part_marche_clients_pct": ("Part de marché (en nombre de clients)", ecrire_pct),
}
_CRITERES = {
    "profil": ("profil",),
    "taille": ("taille",),
    "secteur": ("secteur",),
    "profil × taille": ("profil", "taille"),
    "secteur × taille": ("secteur", "taille"),
}
_NOMS_DES_MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
# En dessous, une offre à part coûterait plus d'effort qu'elle ne sert de clients : repère du cours.
_SEGMENT_MINIMAL = 5


def _composer(texte: str) -> str:
    """Mettre les espaces fines d'un texte du rez-de-chaussée."""
    return re.sub(r" (?=[;:?])", FINE, texte)


class CarteMarche(Atelier):
    """Faire passer des personnes d'une catégorie à une autre, et lire les taux sur la surface.

    Parameters
    ----------
    marches : dict[str, dict], optional
        Nom → nombre de personnes de chaque catégorie ; par défaut, la salle d'escalade du cours.

    Examples
    --------
    >>> atelier = CarteMarche()
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Salle d’escalade : une clientèle potentielle de 30 000, dont 27 600 prospects. Pénétration du produit :
    40,0 %. Pénétration de l’entreprise : 8,0 %. Part de marché en nombre de clients : 20,0 %. Personne ne
    change de catégorie : choisissez un passage, 10 % de la catégorie de départ y sont prêts.
    """

    faits = ("C2.1", "C2.2")
    titre = "la carte d’un marché"
    consigne = "Choisissez qui change de catégorie : quels taux montent, lesquels ne bougent pas ?"

    def __init__(self, marches: dict[str, dict] | None = None):
        self.marches = marches or {"Salle d’escalade": SALLE}
        super().__init__(
            {
                "marche": creer_choix("Marché", list(self.marches)),
                "passage": creer_choix(
                    "Qui change ?", [(_composer(nom), cle) for nom, cle in _PASSAGES.items()]
                ),
                "part": creer_curseur("Part qui change (%)", 10, 1, 100),
                "absolus": creer_case("Rapporter la pénétration à toute la zone, absolus compris"),
            }
        )

    def calculer(self) -> Resultat:
        """Mesurer le marché après le passage choisi."""
        nom, passage = self.reglages["marche"].value, self.reglages["passage"].value
        part, toute_la_zone = self.reglages["part"].value, self.reglages["absolus"].value
        depart = self.marches[nom]
        effectifs = deplacer_consommateurs(depart, *passage, part) if passage else dict(depart)
        avant, apres = (_mesurer(etat, toute_la_zone=toute_la_zone) for etat in (depart, effectifs))
        return Resultat(
            dessiner_marche(effectifs, absolus_comptes=toute_la_zone),
            self._ecrire_phrase(nom, depart, effectifs, avant, apres),
            lambda: _ecrire_tableaux(depart, effectifs, avant, apres),
            "from course_helpers.portefeuille import mesurer_marche\n\n"
            f"mesurer_marche(clients={effectifs['client']}, "
            f"concurrence={effectifs['client de la concurrence']}, "
            f"relatifs={effectifs['non-consommateur relatif']}, "
            f"absolus={effectifs['non-consommateur absolu']})",
        )

    def _ecrire_phrase(self, nom, depart, effectifs, avant, apres) -> str:
        passage, part = self.reglages["passage"].value, self.reglages["part"].value
        taux = ". ".join(
            f"{intitule}{FINE}: {_comparer(avant[cle], apres[cle])}"
            for cle, intitule in (
                ("penetration_produit_pct", "Pénétration du produit"),
                ("penetration_entreprise_pct", "Pénétration de l’entreprise"),
                ("part_marche_clients_pct", "Part de marché en nombre de clients"),
            )
        )
        phrase = (
            f"{html.escape(nom)}{FINE}: une clientèle potentielle de "
            f"{ecrire_nombre(apres['clientele_potentielle'])}, "
            f"dont {ecrire_nombre(apres['prospects'])} prospects. {taux}."
        )
        pourcents = ecrire_nombre(part, 0 if part == int(part) else 1, "%")
        if not passage:
            phrase += (
                f" Personne ne change de catégorie{FINE}: choisissez un passage, {pourcents} de la catégorie "
                "de départ y sont prêts."
            )
        else:
            origine, destination = passage
            passent = ecrire_nombre(depart[origine] - effectifs[origine])
            action = _composer(CATEGORIES[destination])
            phrase += (
                f" Changement{FINE}: {NOMS[origine].lower()} → {NOMS[destination].lower()}, {passent} "
                f"({pourcents} de la catégorie de départ). Que faire de ces derniers{FINE}? {action}"
            )
        if self.reglages["absolus"].value:
            phrase += _composer(
                " Les deux taux de pénétration sont rapportés à toute la zone, absolus compris : c’est une "
                "autre convention, celle des panels. Cette case ne change ni la clientèle potentielle, ni "
                "les prospects, ni la part de marché."
            )
        return phrase


def _mesurer(effectifs: dict[str, int], *, toute_la_zone: bool = False) -> pd.Series:
    """Mesurer un marché ; au besoin, ses taux de pénétration se rapportent à toute la zone."""
    clients, concurrence, relatifs, absolus = (effectifs[nom] for nom in CATEGORIES)
    mesures = mesurer_marche(clients=clients, concurrence=concurrence, relatifs=relatifs, absolus=absolus)
    if toute_la_zone:
        zone = mesurer_marche(clients=clients, concurrence=concurrence, relatifs=relatifs + absolus)
        penetrations = ["penetration_produit_pct", "penetration_entreprise_pct"]
        mesures[penetrations] = zone[penetrations]
    return mesures


def _comparer(avant: float, apres: float) -> str:
    """Écrire un taux, et d'où il vient s'il a bougé."""
    if pd.isna(apres):
        return "sans objet, personne n’achète"
    if ecrire_pct(avant) == ecrire_pct(apres):
        return ecrire_pct(apres)
    return f"{ecrire_pct(apres)} (au départ {ecrire_pct(avant)})"


def _ecrire_tableaux(depart, effectifs, avant, apres) -> str:
    categories = pd.DataFrame(
        {
            "nom": [NOMS[nom] for nom in CATEGORIES],
            "depart": list(depart.values()),
            "apres": list(effectifs.values()),
            "action": [_composer(action) for action in CATEGORIES.values()],
        }
    )
    mesures = pd.DataFrame(
        [
            {"nom": intitule}
            | {
                quand: "—" if pd.isna(valeurs[cle]) else ecrire(valeurs[cle])
                for quand, valeurs in (("depart", avant), ("apres", apres))
            }
            for cle, (intitule, ecrire) in _MESURES.items()
        ]
    )
    return ecrire_tableau(
        categories,
        {
            "nom": ("Catégorie", "texte"),
            "depart": ("Au départ", "entier"),
            "apres": ("Maintenant", "entier"),
            "action": ("Action", "texte"),
        },
        titre="Les quatre catégories",
    ) + ecrire_tableau(
        mesures,
        {"nom": ("Mesure", "texte"), "depart": ("Au départ", "chiffre"), "apres": ("Maintenant", "chiffre")},
        titre="Les mesures",
    )


class LigneDeVie(Atelier):
    """Choisir un client, déplacer la date et les seuils, et voir son étape changer, avec sa raison.

    Parameters
    ----------
    factures : DataFrame
        Colonnes ``facture``, ``date``, ``client``, ``montant_ht``.
    fiches : DataFrame
        Une ligne par client proposé, dans l'ordre : ``client``, ``premier_contact``, ``resiliation``
        (dates, vides permises).

    Examples
    --------
    >>> factures = pd.DataFrame({"facture": [1, 2], "client": "Mairie", "montant_ht": [90.0, 80.0],
    ...     "date": pd.to_datetime(["2024-02-03", "2024-09-01"])})
    >>> fiches = pd.DataFrame({"client": ["Mairie"], "premier_contact": pd.to_datetime(["2024-01-15"])})
    >>> print(LigneDeVie(factures, fiches.assign(resiliation=pd.NaT)).ecrire_texte().replace("\\u202f", " "))
    Au 31 décembre 2025 (inactivité à 12 mois, arrêt à 24), Mairie est à l’étape « inactivité », depuis le
    01/09/2025 : 12 mois révolus sans facture depuis le 01/09/2024. Que faire ? Réactiver : chercher
    la cause, proposer une reprise. Cela suppose qu’aucune facture ne s’ajoute après le 01/09/2024.
    """

    faits = ("C2.8",)
    titre = "la ligne de vie d’un client"
    consigne = "Choisissez un client, changez la date, puis les seuils : à quelle étape est-il, et pourquoi ?"
    _MOIS = 36

    def __init__(self, factures: pd.DataFrame, fiches: pd.DataFrame):
        self.fiches = fiches.set_index("client")
        self.factures = factures[factures["client"].isin(fiches["client"])]
        self.debut = pd.Timestamp(factures["date"].min().year, 1, 1)
        self.fin = self._dater(self._MOIS)
        self.derniere_lue = factures["date"].max()
        super().__init__(
            {
                "client": creer_liste("Client", list(fiches["client"])),
                "mois": creer_curseur(f"Mois (1 = janvier {self.debut.year})", 24, 1, self._MOIS),
                "inactivite": creer_curseur("Inactivité après (mois)", 12, 1, 36),
                # Compté depuis l'inactivité : l'arrêt ne peut pas la précéder.
                "arret": creer_curseur("Mois de plus avant l’arrêt", 12, 1, 36),
            }
        )

    def _dater(self, mois: float) -> pd.Timestamp:
        """Le dernier jour du mois de ce rang."""
        return self.debut + pd.DateOffset(months=int(mois)) - pd.Timedelta(days=1)

    def calculer(self) -> Resultat:
        """Retracer la vie du client choisi, et lire l'étape du jour observé."""
        client, jour = self.reglages["client"].value, self._dater(self.reglages["mois"].value)
        inactivite = int(self.reglages["inactivite"].value)
        seuils = {"inactivite_mois": inactivite, "arret_mois": inactivite + int(self.reglages["arret"].value)}
        fiche = self.fiches.loc[client].to_dict()
        vie = retracer_cycle_de_vie(self.factures, client, self.debut, self.fin, fiche=fiche, **seuils)
        siennes = self.factures[(self.factures["client"] == client) & (self.factures["montant_ht"] >= 0)]
        achats = sorted(set(siennes["date"]))
        return Resultat(
            dessiner_ligne_de_vie(vie, achats, client=client, jour=jour, du=self.debut, au=self.fin),
            self._ecrire_phrase(vie, client, jour, fiche, seuils),
            lambda: _ecrire_vie(vie),
            "from course_helpers.portefeuille import retracer_cycle_de_vie\n\n"
            f'retracer_cycle_de_vie(factures, {client!r}, "{self.debut:%Y-%m-%d}", "{jour:%Y-%m-%d}", '
            f"inactivite_mois={seuils['inactivite_mois']}, arret_mois={seuils['arret_mois']})",
        )

    def _ecrire_phrase(self, vie, client, jour, fiche, seuils) -> str:
        presente = vie[vie["depuis"] <= jour].iloc[-1]
        motif = presente["motif"]
        depuis = f", depuis le {presente['depuis']:%d/%m/%Y}" if presente["depuis"] > self.debut else ""
        action = _composer(ETAPES_CYCLE[presente["etape"]])
        phrases = [
            f"Au {jour.day} {_NOMS_DES_MOIS[jour.month - 1]} {jour.year} "
            f"(inactivité à {seuils['inactivite_mois']} mois, arrêt à {seuils['arret_mois']}), "
            f"{html.escape(client)} est à l’étape "
            f"«{FINE}{presente['etape']}{FINE}»{depuis}{FINE}: "
            f"{motif[0].lower()}{motif[1:]} Que faire{FINE}? {action}"
        ]
        if jour > self.derniere_lue:
            phrases.append(
                f"Cela suppose qu’aucune facture ne s’ajoute après le {self.derniere_lue:%d/%m/%Y}."
            )
        contact = fiche.get("premier_contact")
        if pd.notna(contact) and contact < self.debut:
            phrases.append(
                f"Le contact date du {contact:%d/%m/%Y}{FINE}: "
                f"les achats d’avant {self.debut.year} ne sont pas dans les fichiers."
            )
        return " ".join(phrases)


def _ecrire_vie(vie: pd.DataFrame) -> str:
    table = vie.assign(
        depuis=vie["depuis"].dt.strftime("%d/%m/%Y"),
        action=[_composer(ETAPES_CYCLE[etape]) for etape in vie["etape"]],
    )
    return ecrire_tableau(
        table,
        {
            "depuis": ("Depuis le", "chiffre"),
            "etape": ("Étape", "texte"),
            "motif": ("Pourquoi", "texte"),
            "action": ("Que faire", "texte"),
        },
        titre="Les étapes traversées",
    )


class Segmentation(Atelier):
    """Choisir un critère, puis deux, régler les seuils, et voir les segments se former.

    Parameters
    ----------
    factures : DataFrame
        Colonnes ``facture``, ``date``, ``client``, ``montant_ht``.
    secteurs : dict
        Client → secteur d'activité.
    a_la_date : str
        Le jour d'où l'on regarde ; les 12 mois qui le précèdent donnent la taille.
    signalements : DataFrame, optional
        Colonnes ``client`` et ``motif``.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": [1, 2, 3, 4], "client": ["Mairie", "Mairie", "Garage", "Garage"],
    ...     "date": pd.to_datetime(["2024-05-02", "2025-05-06", "2024-03-01", "2025-03-03"]),
    ...     "montant_ht": [500.0, 12000.0, 800.0, 400.0]})
    >>> atelier = Segmentation(factures, {"Mairie": "Collectivités", "Garage": "Garages"}, "2025-12-31")
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Par profil : 2 clients en 2 segments. Celui qui achète le plus, « fidèle », réunit 1 client (50,0 %) et
    96,8 % du chiffre d’affaires. 2 segments comptent moins de 5 clients : trop peu pour une offre à part.
    Réglages : gros dès 10 000 €, moyen dès 2 000 €, déclinant dès 25 % de baisse.
    """

    faits = ("C2.4", "C2.5", "C2.6", "C2.7")
    titre = "segmenter le portefeuille"
    consigne = "Changez de critère, puis croisez-en deux : chaque segment appelle-t-il sa propre action ?"

    def __init__(
        self,
        factures: pd.DataFrame,
        secteurs: dict,
        a_la_date: str,
        *,
        signalements: pd.DataFrame | None = None,
    ):
        self.factures, self.a_la_date, self.signalements = factures, a_la_date, signalements
        self.secteurs = secteurs
        super().__init__(
            {
                "criteres": creer_choix("Critère", list(_CRITERES)),
                "seuil_gros": creer_curseur("Gros client dès (€)", 10_000, 5_000, 50_000, 500),
                "seuil_moyen": creer_curseur("Client moyen dès (€)", 2_000, 500, 4_900, 100),
                "baisse": creer_curseur("Baisse d’un déclinant, dès (%)", 25, 5, 100),
            }
        )

    @cached_property
    def _profils(self) -> dict:
        return {}

    def _profiler(self, baisse: float) -> pd.DataFrame:
        """Profiler une fois par seuil de baisse : les autres réglages n'y changent rien."""
        if baisse not in self._profils:
            self._profils[baisse] = profiler_clients(
                self.factures, self.a_la_date, signalements=self.signalements, baisse_pct=baisse
            ).assign(secteur=lambda table: table["client"].map(self.secteurs).fillna("non renseigné"))
        return self._profils[baisse]

    def calculer(self) -> Resultat:
        """Former les segments avec les réglages du moment."""
        nom = self.reglages["criteres"].value
        criteres = list(_CRITERES[nom])
        gros, moyen = self.reglages["seuil_gros"].value, self.reglages["seuil_moyen"].value
        baisse = self.reglages["baisse"].value
        clients = classer_tailles(
            self._profiler(baisse), seuil_moyen=moyen, seuil_gros=gros, montant="ca_recent"
        )
        resume = resumer_segments(clients, criteres, montant="ca_recent")
        return Resultat(
            dessiner_segments(resume, criteres, nom=nom),
            self._ecrire_phrase(nom, criteres, resume, gros, moyen, baisse),
            lambda: _ecrire_segments(resume, criteres, nom) + _lister_clients(clients),
            "from course_helpers.portefeuille import classer_tailles, profiler_clients, resumer_segments\n\n"
            f'profils = profiler_clients(factures, "{self.a_la_date}", signalements=signalements, '
            f"baisse_pct={baisse:g})\n"
            f"clients = classer_tailles(profils, seuil_moyen={moyen:g}, seuil_gros={gros:g}, "
            'montant="ca_recent")\n'
            f'resumer_segments(clients, {criteres}, montant="ca_recent")',
        )

    def _ecrire_phrase(self, nom, criteres, resume, gros, moyen, baisse) -> str:
        effectif = int(resume["effectif"].sum())
        lourd = resume.loc[resume["montant"].idxmax()]
        segment = ", ".join(str(lourd[critere]) for critere in criteres)
        petits = int((resume["effectif"] < _SEGMENT_MINIMAL).sum())
        trop_petits = (
            f"{compter(petits, 'segment')} {'comptent' if petits > 1 else 'compte'} moins de "
            f"{_SEGMENT_MINIMAL} clients{FINE}: trop peu pour une offre à part."
            if petits
            else f"Chaque segment compte au moins {_SEGMENT_MINIMAL} clients."
        )
        return (
            f"Par {nom}{FINE}: {compter(effectif)} en {compter(len(resume), 'segment')}. "
            f"Celui qui achète le plus, «{FINE}{html.escape(segment)}{FINE}», réunit "
            f"{compter(lourd['effectif'])} ({ecrire_pct(lourd['part_effectif_pct'])}) et "
            f"{ecrire_pct(lourd['part_montant_pct'])} du chiffre d’affaires. {trop_petits} "
            f"Réglages{FINE}: gros dès {ecrire_nombre(gros, 0, '€')}, "
            f"moyen dès {ecrire_nombre(moyen, 0, '€')}, "
            f"déclinant dès {ecrire_nombre(baisse, 0, '%')} de baisse."
        )


def _ecrire_segments(resume: pd.DataFrame, criteres: list[str], nom: str) -> str:
    colonnes = {critere: (critere.capitalize(), "texte") for critere in criteres}
    colonnes |= {
        "effectif": ("Clients", "entier"),
        "part_effectif_pct": ("Part des clients", "pct"),
        "montant": ("CA 12 mois", "euros"),
        "part_montant_pct": ("Part du CA", "pct"),
    }
    actions = {"profil": PROFILS, "taille": TAILLES}.get(criteres[0])
    if actions:
        resume = resume.assign(action=[_composer(actions[valeur]) for valeur in resume[criteres[0]]])
        colonnes["action"] = ("Action", "texte")
    return ecrire_tableau(resume, colonnes, titre=f"Segments par {nom}")


def _lister_clients(clients: pd.DataFrame) -> str:
    return ecrire_tableau(
        clients.sort_values("ca_recent", ascending=False),
        {
            "client": ("Client", "texte"),
            "secteur": ("Secteur", "texte"),
            "ca_precedent": ("CA des 12 mois d’avant", "euros"),
            "ca_recent": ("CA des 12 derniers mois", "euros"),
            "taille": ("Taille", "texte"),
            "profil": ("Profil", "texte"),
            "motif": ("Pourquoi", "texte"),
        },
        titre="Les clients, un par un",
    )
