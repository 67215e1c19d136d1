"""L'atelier du complément « Le risque client » : la balance âgée, et les relances qu'elle demande."""

from collections.abc import Mapping

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_choix, creer_curseur
from course_helpers.ecriture import FINE, compter, ecrire_nombre
from course_helpers.figures.risque import tracer_balance
from course_helpers.figures.trace import SOURCE
from course_helpers.risque import (
    RELANCES,
    SEUILS_RELANCE,
    TRANCHES,
    chiffrer_retards,
    comparer_plafonds,
    dresser_balance,
    graduer_relances,
    lister_ouvertes,
)

DATES = ("30/06/2025", "30/09/2025", "31/12/2025")
_TOUS, _DEPASSENT = "tous", "au-dessus de leur plafond"
_PLURIELS = {
    "relance amiable": "relances amiables",
    "relance ferme": "relances fermes",
    "mise en demeure": "mises en demeure",
    "recouvrement": "dossiers de recouvrement",
}


class BalanceAgee(Atelier):
    """Choisir une date et des seuils de relance, et voir qui doit quoi, depuis quand, et ce que l'on fait.

    Parameters
    ----------
    factures : DataFrame
        Le résultat de :func:`course_helpers.risque.lire_reglements`.
    plafonds : mapping
        Client → plafond d'encours, en € TTC.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": ["F1", "F2"], "client": ["Hôtel", "Hôtel"], "montant_ttc": [3650, 600],
    ...     "date": pd.to_datetime(["2025-10-17", "2025-12-15"]),
    ...     "echeance": pd.to_datetime(["2025-11-16", "2026-01-14"]), "reglement": pd.to_datetime([None] * 2),
    ... })
    >>> print(BalanceAgee(factures, {"Hôtel": 3000}).ecrire_texte().replace("\\u202f", " "))
    Au 31/12/2025, 1 client doit 4 250,00 € TTC, dont 3 650,00 € échus. 1 client dépasse son plafond.
    À faire : 1 mise en demeure. 1 facture en retard permet de réclamer 40 € d’indemnités et 54,00 € de
    pénalités.
    """

    faits = ("R.1", "R.2", "R.4", "R.5")
    titre = "balance âgée et relances"
    consigne = "Changez de date, puis avancez la mise en demeure : combien de courriers de plus ?"

    def __init__(self, factures: pd.DataFrame, plafonds: Mapping[str, float], *, source: str = SOURCE):
        self.factures = factures
        self.plafonds = plafonds
        self.source = source
        super().__init__(
            {
                "date": creer_choix("Au", [(jour, jour) for jour in DATES], valeur=DATES[-1]),
                "clients": creer_choix("Clients", [_TOUS, _DEPASSENT]),
                "ferme": creer_curseur("Relance ferme dès (jours)", SEUILS_RELANCE[1], 2, 30),
                "demeure": creer_curseur("Mise en demeure dès (jours)", SEUILS_RELANCE[2], 10, 60),
                "taux": creer_curseur("Pénalités (% par an)", 12, 5, 20, 0.5),
            }
        )

    def calculer(self) -> Resultat:
        """Dresser la balance du jour choisi, et graduer les relances."""
        date = self.reglages["date"].value
        seuils = (
            SEUILS_RELANCE[0],
            int(self.reglages["ferme"].value),
            int(self.reglages["demeure"].value),
            SEUILS_RELANCE[3],
        )
        taux = round(self.reglages["taux"].value / 100, 4)
        ouvertes = lister_ouvertes(self.factures, date)
        plafonds = comparer_plafonds(dresser_balance(ouvertes), self.plafonds).set_index("client")
        if self.reglages["clients"].value == _DEPASSENT:
            depassent = plafonds.index[plafonds["depassement"] > 0]
            ouvertes = ouvertes[ouvertes["client"].isin(depassent)].reset_index(drop=True)
        retards = chiffrer_retards(graduer_relances(ouvertes, seuils=seuils), taux)
        balance = dresser_balance(ouvertes).join(plafonds[["plafond", "depassement"]], on="client")
        return Resultat(
            tracer_balance(ouvertes, source=self.source),
            _ecrire_phrase(date, balance, retards),
            lambda: _ecrire_tableaux(date, balance, retards),
            "from course_helpers.donnees import chemin\n"
            "from course_helpers.risque import (\n"
            "    chiffrer_retards, dresser_balance, graduer_relances, lire_reglements, lister_ouvertes\n"
            ")\n\n"
            'factures = lire_reglements(chemin("reglements-2025.csv"))\n'
            f'ouvertes = lister_ouvertes(factures, "{date}")\n'
            f"retards = chiffrer_retards(graduer_relances(ouvertes, seuils={seuils}), {taux})\n"
            "dresser_balance(ouvertes)",
        )


def _ecrire_phrase(date: str, balance: pd.DataFrame, retards: pd.DataFrame) -> str:
    if balance.empty:
        return f"Au {date}, aucun de ces clients ne doit rien."
    total, echu = balance["encours"].sum(), balance["echu"].sum()
    doivent = "doivent" if len(balance) > 1 else "doit"
    phrases = [
        f"Au {date}, {compter(len(balance))} {doivent} {ecrire_nombre(total, 2, '€')} TTC, dont "
        f"{ecrire_nombre(echu, 2, '€')} échus."
    ]
    depassent = int((balance["depassement"] > 0).sum())
    if depassent:
        leur = "dépassent leur" if depassent > 1 else "dépasse son"
        phrases.append(f"{compter(depassent)} {leur} plafond.")
    nombres = retards["relance"].astype(str).value_counts()
    demarches = [
        f"{ecrire_nombre(nombres[nom])}{FINE}{_PLURIELS[nom] if nombres[nom] > 1 else _nommer_une(nom)}"
        for nom in RELANCES[1:]
        if nom in nombres
    ]
    if not demarches:
        return " ".join([*phrases, "Rien n’est en retard."])
    phrases.append(f"À faire{FINE}: {', '.join(demarches)}.")
    tardives = int((retards["retard"] > 0).sum())
    verbe = "permettent" if tardives > 1 else "permet"
    phrases.append(
        f"{compter(tardives, 'facture')} en retard {verbe} de réclamer "
        f"{ecrire_nombre(retards['indemnite'].sum(), 0, '€')} d’indemnités et "
        f"{ecrire_nombre(retards['penalites'].sum(), 2, '€')} de pénalités."
    )
    return " ".join(phrases)


def _nommer_une(relance: str) -> str:
    return "dossier de recouvrement" if relance == "recouvrement" else relance


def _ecrire_tableaux(date: str, balance: pd.DataFrame, retards: pd.DataFrame) -> str:
    montrees = balance[(balance["echu"] > 0) | (balance["depassement"] > 0)]
    montants = [*TRANCHES, "depassement"]
    montrees = montrees.assign(**montrees[montants].replace(0, float("nan")))  # un zéro cacherait le reste
    tardives = retards[retards["retard"] > 0].sort_values(["retard", "facture"], ascending=[False, True])
    return ecrire_tableau(
        montrees,
        {
            "client": ("Client", "texte"),
            **{tranche: (tranche[0].upper() + tranche[1:], "euros") for tranche in TRANCHES},
            "encours": ("Encours TTC", "euros"),
            "plafond": ("Plafond", "euros"),
            "depassement": ("Dépassement", "euros"),
        },
        titre=f"Balance âgée au {date} : clients en retard ou au-dessus de leur plafond",
    ) + ecrire_tableau(
        tardives.assign(
            facture=tardives["facture"].str.replace("-", "\u2011"),  # un numéro ne se coupe pas
            relance=tardives["relance"].astype(str),
        ),
        {
            "facture": ("Facture", "texte"),
            "client": ("Client", "texte"),
            "echeance": ("Échéance", "date"),
            "montant_ttc": ("Montant TTC", "euros"),
            "retard": ("Retard (jours)", "entier"),
            "relance": ("Relance", "texte"),
            "penalites": ("Pénalités", "euros"),
        },
        titre="Factures à relancer, de la plus ancienne à la plus récente : 40 € s’ajoutent aux pénalités",
    )
