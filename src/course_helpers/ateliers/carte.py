"""Les ateliers de la carte : les zones autour du dépôt (chapitre 2), les tournées (chapitre 5)."""

import html

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_choix, creer_curseur, creer_liste
from course_helpers.carte import (
    BASES,
    DEPOT,
    FORMES,
    MAGASIN,
    QUARTS,
    SINUOSITE,
    mesurer_distances,
    mesurer_penetration,
    mesurer_tournee,
    minuter_tournee,
    ordonner_tournee,
    ranger_zones,
    resumer_zones,
    trouver_quart,
)
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.carte import MESURES, dessiner_carte, dessiner_tournee

_JOURNEE_H = 8
_AUTOUR = "tout autour"


class CarteClients(Atelier):
    """Choisir trois rayons autour du dépôt, et lire ce que porte chaque zone.

    Parameters
    ----------
    communes : DataFrame
        Le résultat de :func:`course_helpers.carte.peupler_communes`.
    magasin : DataFrame, optional
        Le résultat de :func:`course_helpers.magasin.situer_zone` : un réglage de plus met alors le magasin au
        centre. Les clients y sont les porteurs de sa carte, et les établissements les ménages.

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": ["A", "B"], "x_km": [5, 20], "y_km": [0, 0],
    ...     "etablissements": [40, 10], "clients": [4, 2], "ca": [300.0, 100.0], "prospects": [3, 1]})
    >>> print(CarteClients(communes).ecrire_texte().replace("\\u202f", " "))
    Zone primaire : 66,7 % des clients, 75,0 % du CA, 75,0 % des prospects du fichier. Taux de pénétration,
    absolus compris : 10,0 % jusqu’à 15 km, 20,0 % de 15 à 30 km, aucun établissement de 30 à 45 km, aucun
    établissement au-delà. Le plus grand rond est celui de A (clients : 4).
    """

    faits = ("C2.9",)
    titre = "la carte du portefeuille"
    consigne = "Changez les rayons, puis ce que montrent les ronds : où sont les clients, où en gagner ?"

    def __init__(self, communes: pd.DataFrame, *, magasin: pd.DataFrame | None = None):
        lieux = {DEPOT: communes} if magasin is None else {DEPOT: communes, MAGASIN: magasin}
        self.lieux = {
            nom: lieu.assign(penetration_pct=mesurer_penetration(lieu)) for nom, lieu in lieux.items()
        }
        noms = [("le dépôt du Comptoir Brelande", DEPOT), ("la droguerie Tarnelle", MAGASIN)]
        centre = creer_choix("Au centre", noms[: len(lieux)])
        super().__init__(
            {
                **({"centre": centre} if magasin is not None else {}),
                "mesure": creer_liste("Les ronds", _lister_mesures(DEPOT)),
                "primaire": creer_curseur("Rayon de la zone primaire (km)", 15, 5, 30),
                # En largeur : une zone ne peut pas finir avant celle qu'elle entoure.
                "secondaire": creer_curseur("Largeur de la zone secondaire (km)", 15, 5, 30),
                "tertiaire": creer_curseur("Largeur de la zone tertiaire (km)", 15, 5, 30),
            }
        )
        if magasin is not None:
            self.entrainer("centre", self._changer_de_lieu)

    @property
    def centre(self) -> str:
        """Ce qui est au centre : le dépôt, ou le magasin."""
        return self.reglages["centre"].value if "centre" in self.reglages else DEPOT

    def _changer_de_lieu(self, _) -> None:
        """Un magasin attire de moins loin, et ne connaît pas ses prospects."""
        for nom, largeur in zip(_LARGEURS, _LARGEURS_DE[self.centre], strict=True):
            self.reglages[nom].value = largeur
        self.reglages["mesure"].options = _lister_mesures(self.centre)

    def calculer(self) -> Resultat:
        """Ranger les communes dans les zones choisies, et compter ce qu'elles portent."""
        largeurs = [int(self.reglages[nom].value) for nom in _LARGEURS]
        rayons = [sum(largeurs[:rang]) for rang in (1, 2, 3)]
        communes, centre = self.lieux[self.centre], self.centre
        rangees, zones = ranger_zones(communes, rayons), resumer_zones(communes, rayons)
        mesure = self.reglages["mesure"].value
        return Resultat(
            dessiner_carte(rangees, zones, mesure, centre=centre),
            self._ecrire_phrase(zones, rangees, mesure),
            lambda: _ecrire_carte(rangees, zones, centre),
            f"from course_helpers.carte import resumer_zones\n\nresumer_zones(communes, {rayons})",
        )

    def _ecrire_phrase(self, zones: pd.DataFrame, rangees: pd.DataFrame, mesure: str) -> str:
        primaire = zones.iloc[0]
        parts = _PARTS[self.centre]
        # Chaque rayon s'y lit : un réglage qui ne déplace aucune commune change quand même la phrase.
        aucun = f"aucun {BASES[self.centre]}"
        taux = [
            f"{ecrire_pct(zone.penetration_pct) if zone.etablissements else aucun} {ou}"
            for zone, ou in zip(zones.itertuples(), _situer_zones(zones), strict=True)
        ]
        nom, ecrire = MESURES[mesure]
        premiere = rangees.sort_values([mesure, "commune"], ascending=[False, True]).iloc[0]
        return (
            f"Zone primaire{FINE}: "
            + ", ".join(f"{_ecrire_part(primaire[f'part_{cle}_pct'])} {quoi}" for cle, quoi in parts)
            + f". {_TAUX[self.centre]}{FINE}: {', '.join(taux)}. "
            f"Le plus grand rond est celui de {html.escape(premiere['commune'])} "
            f"({nom}{FINE}: {ecrire(premiere[mesure])})."
        )


_LARGEURS = ("primaire", "secondaire", "tertiaire")
_LARGEURS_DE = {DEPOT: (15, 15, 15), MAGASIN: (10, 6, 8)}
_PARTS = {
    DEPOT: (("clients", "des clients"), ("ca", "du CA"), ("prospects", "des prospects du fichier")),
    MAGASIN: (("clients", "des porteurs de la carte"), ("ca", "de leurs achats")),
}
_TAUX = {
    DEPOT: "Taux de pénétration, absolus compris",
    MAGASIN: "Taux de pénétration (porteurs sur ménages)",
}


def _lister_mesures(centre: str) -> list[tuple[str, str]]:
    return [
        (nom.capitalize(), cle) for cle, (nom, _) in MESURES.items() if centre == DEPOT or cle != "prospects"
    ]


def _situer_zones(zones: pd.DataFrame) -> list[str]:
    premiere, *suivantes, _ = zones.itertuples()
    entre = [f"de {ecrire_nombre(zone.de_km)} à {ecrire_nombre(zone.a_km, 0, 'km')}" for zone in suivantes]
    return [f"jusqu’à {ecrire_nombre(premiere.a_km, 0, 'km')}", *entre, "au-delà"]


def _ecrire_part(part: float) -> str:
    return ecrire_pct(0 if pd.isna(part) else part)


def _ecrire_carte(rangees: pd.DataFrame, zones: pd.DataFrame, centre: str) -> str:
    communs = {
        "etablissements": (f"{BASES[centre].capitalize()}s", "entier"),
        "clients": ("Clients", "entier"),
        "ca": ("CA HT 2025" if centre == DEPOT else "Achats TTC 2025", "euros"),
        **({"prospects": ("Prospects", "entier")} if centre == DEPOT else {}),
        "penetration_pct": ("Pénétration", "pct"),
    }
    return ecrire_tableau(
        zones, {"zone": ("Zone", "texte"), **communs}, titre="Ce que porte chaque zone"
    ) + ecrire_tableau(
        rangees.sort_values(["distance_km", "commune"]).assign(
            distance=[ecrire_nombre(km, 1) for km in sorted(rangees["distance_km"])]
        ),
        {"commune": ("Commune", "texte"), "distance": ("Distance (km)", "chiffre"), **communs},
        titre="Les communes, de la plus proche à la plus lointaine",
    )


class Tournees(Atelier):
    """Choisir une forme de tournée et ses communes ; lire les kilomètres, les minutes et les visites.

    Parameters
    ----------
    communes : DataFrame
        ``commune``, ``x_km``, ``y_km``.

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": list("ABC"), "x_km": [10, -6, 10], "y_km": [10, 8, -4]})
    >>> atelier = Tournees(communes)
    >>> atelier.reglages["forme"].value = "zigzag"
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    En zigzag, 3 communes font 75,6 km, soit 1 h 16 de route. À 60 minutes par visite, la journée de 8 heures
    laisse le temps de 6 visites. Sinon, en marguerite, 90,8 km ; en escargot, 75,6 km : ici, le zigzag et
    l’escargot sont de même longueur.
    """

    faits = ("C5.9",)
    titre = "les tournées d’une journée"
    consigne = (
        "Gardez les mêmes communes et changez la forme : laquelle fait le moins de route, et pourquoi ?"
    )

    def __init__(self, communes: pd.DataFrame):
        quarts = [trouver_quart(x, y) for x, y in zip(communes["x_km"], communes["y_km"], strict=True)]
        self.communes = communes.assign(quart=quarts, distance=mesurer_distances(communes)).sort_values(
            ["distance", "commune"], ignore_index=True
        )
        lieux = [("Tout autour du dépôt", _AUTOUR)]
        lieux += [(f"Au {quart} du dépôt", quart) for quart in QUARTS if quart in quarts]
        super().__init__(
            {
                "forme": creer_choix("Forme", [(nom.capitalize(), nom) for nom in FORMES], large=True),
                "lieu": creer_liste("Lieu", lieux),
                "nombre": creer_curseur("Nombre de communes, les plus proches", 6, 2, 7),
                "minutes": creer_curseur("Durée d’une visite (minutes)", 60, 15, 120, 5),
                "vitesse": creer_curseur("Vitesse moyenne (km/h)", 60, 30, 90, 5),
            }
        )

    def calculer(self) -> Resultat:
        """Ordonner les communes choisies sous les trois formes, et mesurer celle que l'on regarde."""
        forme, lieu = self.reglages["forme"].value, self.reglages["lieu"].value
        communes = self.communes if lieu == _AUTOUR else self.communes[self.communes["quart"] == lieu]
        communes = communes.head(int(self.reglages["nombre"].value))
        minutes, vitesse = int(self.reglages["minutes"].value), int(self.reglages["vitesse"].value)
        boucles = {nom: ordonner_tournee(communes, nom) for nom in FORMES}
        trajets = {nom: mesurer_tournee(communes, boucles[nom]) for nom in FORMES}
        longueurs = {nom: round(float(trajets[nom]["km"].sum()), 1) for nom in FORMES}
        temps = {
            nom: minuter_tournee(km, len(communes), minutes_visite=minutes, vitesse_kmh=vitesse)
            for nom, km in longueurs.items()
        }
        sien = temps[forme]
        titre = f"{_NOMS[forme]}{FINE}: {ecrire_nombre(longueurs[forme], 1, 'km')}"
        return Resultat(
            dessiner_tournee(communes, boucles[forme], titre=titre),
            self._ecrire_phrase(forme, len(communes), longueurs, sien, minutes),
            lambda: _ecrire_trajets(trajets[forme], longueurs, temps),
            "from course_helpers.carte import mesurer_tournee, ordonner_tournee\n\n"
            f'mesurer_tournee(communes, ordonner_tournee(communes, "{forme}"))',
        )

    def _ecrire_phrase(self, forme, nombre, longueurs, temps, minutes) -> str:
        possibles = int(temps["visites_possibles"])
        manque = ""
        if possibles < nombre:
            manque = f", et non {nombre}{FINE}: il faut deux jours, ou moins de communes"
        autres = f"{FINE}; ".join(
            f"en {nom}, {ecrire_nombre(km, 1, 'km')}" for nom, km in longueurs.items() if nom != forme
        )
        courtes = [_ARTICLES[nom] for nom, km in longueurs.items() if km == min(longueurs.values())]
        comparees = f"le plus court est {courtes[0]}"
        if len(courtes) > 1:
            comparees = f"{' et '.join(courtes)} sont de même longueur"
        return (
            f"En {forme}, {compter(nombre, 'commune')} font {ecrire_nombre(longueurs[forme], 1, 'km')}, soit "
            f"{_ecrire_duree(temps['route_min'])} de route. À {minutes} minutes par visite, la journée de "
            f"{_JOURNEE_H} heures laisse le temps de {compter(possibles, 'visite')}{manque}. "
            f"Sinon, {autres}{FINE}: ici, {comparees}."
        )


_NOMS = {forme: f"Tournée en {forme}" for forme in FORMES}
_ARTICLES = {"marguerite": "la marguerite", "zigzag": "le zigzag", "escargot": "l’escargot"}


def _ecrire_duree(minutes: int) -> str:
    heures, reste = divmod(int(minutes), 60)
    return f"{heures} h {reste:02d}" if heures else f"{reste} min"


def _ecrire_trajets(trajets: pd.DataFrame, longueurs: dict, temps: dict) -> str:
    etapes = pd.DataFrame(
        {
            "trajet": [f"{rang}. {t.de} → {t.a}" for rang, t in enumerate(trajets.itertuples(), start=1)],
            "km": [ecrire_nombre(km, 1) for km in trajets["km"]],
        }
    )
    formes = pd.DataFrame(
        [
            {
                "forme": nom.capitalize(),
                "km": ecrire_nombre(longueurs[nom], 1),
                "route": _ecrire_duree(temps[nom]["route_min"]),
                "visites": temps[nom]["visites_possibles"],
            }
            for nom in FORMES
        ]
    )
    return ecrire_tableau(
        etapes,
        {"trajet": ("Trajet", "texte"), "km": ("Par la route (km)", "chiffre")},
        titre=f"Les trajets, à {ecrire_nombre(float(SINUOSITE), 1)} km de route pour 1 km à vol d’oiseau",
    ) + ecrire_tableau(
        formes,
        {
            "forme": ("Forme", "texte"),
            "km": ("Longueur (km)", "chiffre"),
            "route": ("Temps de route", "chiffre"),
            "visites": ("Visites possibles dans la journée", "entier"),
        },
        titre="Les trois formes, pour les mêmes communes",
    )
