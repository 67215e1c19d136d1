"""L'atelier du tableau de bord : choisir un mois, lire cinq écarts, et ce que chacun fait décider."""

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_choix, creer_curseur, creer_liste
from course_helpers.ecriture import FINE, MOIS, compter, ecrire_nombre
from course_helpers.figures.suivi import ecrire_ecart, ecrire_mesure, ecrire_relatif, tracer_tableau
from course_helpers.figures.trace import SOURCE
from course_helpers.suivi import REPARTITIONS, nommer_mois, tenir_tableau


class SuiviDuMois(Atelier):
    """Choisir un mois et des cibles, et lire le tableau de bord de la fin de ce mois.

    Parameters
    ----------
    factures, reglements : DataFrame
        Comme :func:`course_helpers.suivi.tenir_tableau`.
    mois : int
        Le mois de départ.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> jours = pd.to_datetime(["2024-01-10", "2024-02-10", "2025-01-10", "2025-02-10"])
    >>> factures = pd.DataFrame({"date": jours, "client": ["Gîte", "Gîte", "Gîte", "Hôtel"],
    ...                          "montant_ht": [100.0, 100.0, 90.0, 120.0]})
    >>> reglements = pd.DataFrame({"facture": ["F1"], "client": ["Gîte"], "montant_ttc": [108.0],
    ...                            "date": jours[[2]], "echeance": pd.to_datetime(["2025-02-09"]),
    ...                            "reglement": pd.to_datetime([None])})
    >>> print(SuiviDuMois(factures, reglements, mois=2).ecrire_texte().replace("\\u202f", " "))
    Février 2025 : 3 cibles atteintes sur 5. Le CA du mois est à +16,5 % de sa cible, le CA depuis janvier à
    +1,9 %, les nouveaux clients à −83,3 % et la part échue à +400,0 %. À décider : faire les visites
    prévues aux prospects ; relancer les factures échues. Le suivi des règlements commence en janvier : la
    part échue est encore incomplète.
    """

    faits = ("C6.5",)
    titre = "le tableau de bord du mois"
    consigne = (
        "Choisissez un mois, puis donnez à chaque mois un douzième de l’objectif. Quelles cibles manquées "
        "ne viennent que de la saison ?"
    )

    def __init__(
        self, factures: pd.DataFrame, reglements: pd.DataFrame, *, mois: int = 9, source: str = SOURCE
    ):
        self.factures, self.reglements = factures, reglements
        self.source = source
        super().__init__(
            {
                "mois": creer_liste("Mois", [(nom, rang) for rang, nom in enumerate(MOIS, 1)], valeur=mois),
                "repartition": creer_choix(
                    "Cible du mois", [(texte, cle) for cle, texte in REPARTITIONS.items()], large=True
                ),
                "hausse": creer_curseur("Hausse visée du CA (%)", 3, -10, 20, 0.5),
                "nouveaux": creer_curseur("Nouveaux visés dans l’année (clients)", 36, 6, 60),
                "echu": creer_curseur("Part échue à ne pas dépasser (%)", 20, 5, 50),
            }
        )

    def calculer(self) -> Resultat:
        """Tenir le tableau de bord du mois choisi."""
        mois, repartition = self.reglages["mois"].value, self.reglages["repartition"].value
        hausse, echu = (float(self.reglages[nom].value) for nom in ("hausse", "echu"))
        nouveaux = int(self.reglages["nouveaux"].value)
        tableau = tenir_tableau(
            self.factures,
            self.reglements,
            mois,
            hausse_pct=hausse,
            nouveaux_vises=nouveaux,
            echu_max_pct=echu,
            repartition=repartition,
        )
        return Resultat(
            tracer_tableau(tableau, source=self.source),
            _ecrire_phrase(tableau),
            lambda: ecrire_suivi(tableau),
            "from course_helpers.donnees import chemin\n"
            "from course_helpers.etude import ouvrir_dossier\n"
            "from course_helpers.risque import lire_reglements\n"
            "from course_helpers.suivi import tenir_tableau\n\n"
            "factures = ouvrir_dossier().factures\n"
            'reglements = lire_reglements(chemin("reglements-2025.csv"))\n'
            f"tenir_tableau(\n    factures, reglements, {mois}, hausse_pct={hausse:g}, "
            f"nouveaux_vises={nouveaux},\n"
            f'    echu_max_pct={echu:g}, repartition="{repartition}",\n)',
        )


def _ecrire_phrase(tableau: pd.DataFrame) -> str:
    dits, atteintes = tableau.attrs, int(tableau["atteint"].sum())
    quand = nommer_mois(dits["mois"], dits["annee"])
    compte = compter(atteintes, "cible atteinte") if atteintes else "aucune cible atteinte"
    phrases = [
        f"{quand[0].upper()}{quand[1:]}{FINE}: {compte} sur {len(tableau)}.",
        "Le CA du mois est à {} de sa cible, le CA depuis janvier à {}, les nouveaux clients à {} et la part "
        "échue à {}.".format(
            *(ecrire_relatif(tableau.loc[nom, "ecart_pct"]) for nom in ("mois", "cumul", "nouveaux", "echu"))
        ),
    ]
    decisions = tableau.loc[~tableau["atteint"].astype(bool), "decision"]
    if len(decisions):
        phrases.append(f"À décider{FINE}: {f'{FINE}; '.join(decisions)}.")
    if tableau.loc["nouveaux", "realise"] >= dits["nouveaux_vises"] and dits["mois"] < len(MOIS):
        phrases.append(
            f"La cible annuelle de {compter(dits['nouveaux_vises'])} gagnés est déjà atteinte{FINE}: "
            "relevez-la, ou donnez ce temps à un autre indicateur."
        )
    if not tableau.loc["cumul", "atteint"] and dits["mois"] < len(MOIS):
        phrases.append(
            f"Pour atteindre {ecrire_nombre(dits['objectif'], 0, '€')} dans l’année, il faudrait vendre "
            f"{ecrire_nombre(dits['reste_par_mois'], 0, '€')} par mois jusqu’à décembre."
        )
    if dits["echu_incomplet"]:
        phrases.append(
            f"Le suivi des règlements commence en janvier{FINE}: la part échue est encore incomplète."
        )
    return " ".join(phrases)


def ecrire_suivi(tableau: pd.DataFrame) -> str:
    """Écrire le tableau de bord d'un mois : réalisé, cible, écart en valeur et en %, décision.

    Parameters
    ----------
    tableau : DataFrame
        Le résultat de :func:`course_helpers.suivi.tenir_tableau`.

    Returns
    -------
    str
        Du HTML, une ligne par indicateur.
    """
    lignes = list(tableau.itertuples())
    ecrit = pd.DataFrame(
        {
            "indicateur": [ligne.indicateur for ligne in lignes],
            "sens": [f"la {ligne.sens}" for ligne in lignes],
            "realise": [ecrire_mesure(ligne.realise, ligne.unite) for ligne in lignes],
            "cible": [ecrire_mesure(ligne.cible, ligne.unite) for ligne in lignes],
            "ecart": [ecrire_ecart(ligne.ecart, ligne.unite) for ligne in lignes],
            "relatif": [ecrire_relatif(ligne.ecart_pct) for ligne in lignes],
            "verdict": ["atteinte" if ligne.atteint else "manquée" for ligne in lignes],
            "decision": [ligne.decision for ligne in lignes],
        }
    )
    return ecrire_tableau(
        ecrit,
        {
            "indicateur": ("Indicateur", "texte"),
            "sens": ("Favorable", "texte"),
            "realise": ("Réalisé", "chiffre"),
            "cible": ("Cible", "chiffre"),
            "ecart": ("Écart", "chiffre"),
            "relatif": ("Écart en % de la cible", "chiffre"),
            "verdict": ("Verdict", "texte"),
            "decision": ("Ce que l’on décide", "texte"),
        },
        titre=f"Tableau de bord, à la fin de {nommer_mois(tableau.attrs['mois'], tableau.attrs['annee'])}",
    )
