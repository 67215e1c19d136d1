"""L'atelier du complément « Prospecter dans le droit » : trier un fichier avant une campagne."""

import html

import pandas as pd

from course_helpers.affichage import Panneau, ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_choix, creer_liste
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct, typographier
from course_helpers.prospection import CANAUX, CONSOMMATEUR, OBJETS, PROFESSIONNEL, trier_contacts

DATES = ("05/10/2026", "06/04/2027", "04/10/2027")
_PARTS = {
    "tous": (CONSOMMATEUR, PROFESSIONNEL),
    "consommateurs": (CONSOMMATEUR,),
    "professionnels": (PROFESSIONNEL,),
}


class TriCampagne(Atelier):
    """Choisir un canal, un message, une date et un public ; lire qui l'on contacte, qui l'on écarte.

    Parameters
    ----------
    contacts : DataFrame
        Le fichier que lit :func:`course_helpers.prospection.trier_contacts`.

    Examples
    --------
    >>> contacts = pd.DataFrame({"contact": ["Mme Vernat", "Garage Tissier"], "public": [CONSOMMATEUR,
    ...     PROFESSIONNEL], "accords": ["courriel", ""], "client": "non", "contrat": "non",
    ...     "dernier_contact": "01/06/2026", "opposition": "non"})
    >>> print(TriCampagne(contacts).ecrire_texte().replace("\\u202f", " "))
    Téléphone, le 05/10/2026, pour des produits analogues à ses achats : sur 2 contacts, 1 à contacter (50,0
    %) et 1 à écarter. À écarter : Mme Vernat (consommateur : il n’a pas consenti à être appelé).
    """

    faits = ("P.1", "P.2", "P.3")
    titre = "trier le fichier avant la campagne"
    consigne = (
        "Gardez le même fichier et changez de canal. Lequel permet de joindre le plus de personnes, "
        "et lequel demande le plus d’accords ?"
    )

    def __init__(self, contacts: pd.DataFrame):
        self.contacts = contacts
        super().__init__(
            {
                "canal": creer_choix("Canal", [(nom[0].upper() + nom[1:], nom) for nom in CANAUX]),
                "objet": creer_liste(
                    "Le message propose", [(nom[0].upper() + nom[1:], nom) for nom in OBJETS]
                ),
                "date": creer_choix("Le jour de la campagne", list(DATES)),
                "qui": creer_choix("Public", list(_PARTS)),
            }
        )

    def calculer(self) -> Resultat:
        """Trier le fichier avec les réglages du moment."""
        canal, objet, date, qui = (reglage.value for reglage in self.reglages.values())
        contacts = self.contacts[self.contacts["public"].isin(_PARTS[qui])]
        tries = trier_contacts(contacts, canal, date, objet)
        tries["raison"] = tries["raison"].map(typographier)
        phrase = _ecrire_phrase(tries, canal, objet, date)
        return Resultat(
            Panneau(_ecrire_raisons(tries), phrase),
            phrase,
            lambda: _ecrire_tri(tries),
            "from course_helpers.prospection import trier_contacts\n\n"
            f'trier_contacts(contacts, "{canal}", "{date}", "{objet}")',
        )


def _ecrire_phrase(tries: pd.DataFrame, canal: str, objet: str, date: str) -> str:
    if tries.empty:
        return "Ce fichier ne contient aucun contact de ce public."
    permis = int(tries["permis"].sum())
    ecartes = tries[~tries["permis"]]
    debut = (
        f"{canal[0].upper() + canal[1:]}, le {date}, pour {objet}{FINE}: sur "
        f"{compter(len(tries), 'contact')}, {ecrire_nombre(permis)} à contacter "
        f"({ecrire_pct(100 * permis / len(tries))}) et {ecrire_nombre(len(ecartes))} à écarter."
    )
    if ecartes.empty:
        return debut
    premier = ecartes.iloc[0]
    raison = premier["raison"].rstrip(".")
    return (
        f"{debut} À écarter{' d’abord' if len(ecartes) > 1 else ''}{FINE}: {html.escape(premier['contact'])} "
        f"({raison[0].lower() + raison[1:]})."
    )


def _ecrire_raisons(tries: pd.DataFrame) -> str:
    """Écrire les raisons en liste, les contacts permis d'abord : un tableau sortirait d'un téléphone."""
    blocs = []
    for permis, marque in ((True, "● à contacter"), (False, "✕ à écarter")):
        siens = tries[tries["permis"] == permis]
        raisons = "".join(
            f"<dd>{html.escape(raison)} <strong>{ecrire_nombre(nombre)}</strong></dd>"
            for raison, nombre in siens["raison"].value_counts(sort=False).items()
        )
        blocs.append(f"<dt><strong>{marque}{FINE}: {ecrire_nombre(len(siens))}</strong></dt>{raisons}")
    return f"<dl>{''.join(blocs)}</dl>"


def _ecrire_tri(tries: pd.DataFrame) -> str:
    return ecrire_tableau(
        tries.assign(decision=tries["permis"].map({True: "à contacter", False: "à écarter"})),
        {
            "contact": ("Contact", "texte"),
            "public": ("Public", "texte"),
            "decision": ("Décision", "texte"),
            "raison": ("Pourquoi", "texte"),
        },
        titre="Le fichier trié, contact par contact",
    )
