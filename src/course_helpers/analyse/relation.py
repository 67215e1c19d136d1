"""La relation avec chaque client : récence, fréquence, montant ; étape du cycle de vie."""

import pandas as pd

from course_helpers.analyse.contexte import Contexte, ecrire_montant, enumerer
from course_helpers.analyse.partie import Partie
from course_helpers.ecriture import compter, ecrire_nombre, ecrire_pct
from course_helpers.portefeuille import (
    ETAPES_CYCLE,
    SEGMENTS_RFM,
    noter_rfm,
    resumer_rfm,
    situer_cycle_de_vie,
)

SANS_DATE = "Le fichier ne dit pas quand chaque client a acheté."


def analyser_rfm(contexte: Contexte) -> Partie:
    """Noter la récence, la fréquence et le montant de chaque client."""
    if contexte.lu.factures is None:
        return contexte.demander("rfm", SANS_DATE)
    notes = noter_rfm(resumer_rfm(contexte.lu.factures, contexte.jour), classes=contexte.reglages.classes)
    notes = notes.sort_values(
        ["segment", "montant", "client"], ascending=[True, False, True], kind="stable", key=_comparer
    ).reset_index(drop=True)
    groupes = notes.groupby("segment", observed=False)["montant"].agg(["size", "sum"])
    phrase = ""
    for segment, (effectif, montant) in groupes.iterrows():
        if not effectif:
            continue
        noms = notes.loc[notes["segment"] == segment, "client"]
        phrase += (
            f"« {segment.capitalize()} » : {compter(effectif)} "
            f"({ecrire_pct(100 * effectif / len(notes))}), {ecrire_montant(montant)} — {enumerer(noms, 2)}. "
        )
    a_reprendre = notes[notes["segment"] == "à reconquérir"]
    if len(notes) > 1 and notes["recence"].nunique() == 1:
        phrase += "Toutes les dernières factures ont la même date : la récence ne distingue personne."
    elif len(a_reprendre):
        premier = a_reprendre.iloc[0]
        factures = compter(premier["frequence"], "facture")
        phrase += (
            f"À relancer d’abord : {enumerer([premier['client']])}, {factures}, aucune depuis "
            f"{compter(premier['recence'], 'jour')}."
        )
    if len(notes) > 1 and (notes["frequence"] == 1).all():
        phrase = phrase.strip() + " Aucun client n’a plus d’une facture : la fréquence ne distingue personne."
    limites = _dire_avoirs_seuls(notes.attrs["rapport"]["sans_facture"])
    limites += (contexte.arret,) if contexte.arret else ()
    colonnes = {
        "client": ("Client", "texte"),
        "recence": ("Récence (jours)", "entier"),
        "frequence": ("Factures", "entier"),
        "montant": ("CA net HT", "euros"),
        "note_r": ("R", "entier"),
        "note_f": ("F", "entier"),
        "note_m": ("M", "entier"),
        "segment": ("Segment", "texte"),
    }
    mesures = {
        "segments": {nom: int(taille) for nom, taille in groupes["size"].items()},
        "conseils": SEGMENTS_RFM,
        "bornes": notes.attrs["bornes"],
    }
    return contexte.rediger(
        "rfm", phrase, notes, colonnes, mesures=mesures, limites=limites, classes=contexte.reglages.classes
    )


def analyser_cycle(contexte: Contexte) -> Partie:
    """Situer chaque client dans le cycle de vie de la relation."""
    if contexte.lu.factures is None:
        return contexte.demander("cycle", SANS_DATE)
    reglages = contexte.reglages
    etats = situer_cycle_de_vie(
        contexte.lu.factures,
        contexte.jour,
        inactivite_mois=reglages.inactivite,
        arret_mois=reglages.arret,
    )
    if etats.empty:
        return contexte.demander("cycle", "Le fichier ne contient que des avoirs : aucun achat n’est daté.")
    etats = etats.merge(contexte.clients[["client", "ca"]], on="client", how="left")
    etats = etats.sort_values(
        ["etape", "ca", "client"], ascending=[True, False, True], kind="stable", key=_comparer
    ).reset_index(drop=True)
    groupes = etats.groupby("etape", observed=False)["ca"].agg(["size", "sum"])
    phrase = ""
    for etape, (effectif, montant) in groupes.iterrows():
        if not effectif:
            continue
        noms = etats.loc[etats["etape"] == etape, "client"]
        phrase += (
            f"{etape.capitalize()} : {compter(effectif)} ({ecrire_pct(100 * effectif / len(etats))}), "
            f"{ecrire_montant(montant)} — {enumerer(noms, 2)}. "
        )
    partis = etats[etats["etape"].isin(["inactivité", "arrêt"])]
    total = contexte.clients["ca"].sum()
    if len(partis) and total > 0:
        phrase += (
            f"Les clients qui n’achètent plus faisaient {ecrire_pct(100 * partis['ca'].sum() / total)} du "
            "chiffre d’affaires du fichier."
        )
    elif not len(partis):
        phrase += f"Aucun n’est resté {ecrire_nombre(reglages.inactivite)} mois sans facture."
    limites = list(_dire_avoirs_seuls(etats.attrs.get("rapport", {}).get("sans_facture", [])))
    couvert = contexte.lu.factures["date"].min()
    for etape, mois in (("inactif", reglages.inactivite), ("arrêté", reglages.arret)):
        if couvert > contexte.jour - pd.DateOffset(months=mois):
            limites.append(
                f"Le fichier ne remonte qu’au {couvert:%d/%m/%Y}, moins de {mois} mois : personne ne peut y "
                f"paraître {etape}."
            )
            break
    if contexte.arret:
        limites.append(contexte.arret)
    limites.append(f"Un premier achat est le premier du fichier, qui commence le {couvert:%d/%m/%Y}.")
    colonnes = {
        "client": ("Client", "texte"),
        "derniere": ("Dernière facture", "date"),
        "factures": ("Factures", "entier"),
        "ca": ("CA HT", "euros"),
        "etape": ("Étape", "texte"),
    }
    mesures = {
        "etapes": {nom: int(taille) for nom, taille in groupes["size"].items()},
        "conseils": ETAPES_CYCLE,
    }
    return contexte.rediger(
        "cycle",
        phrase,
        etats,
        colonnes,
        mesures=mesures,
        limites=tuple(limites),
        inactivite=reglages.inactivite,
        arret=reglages.arret,
    )


def _comparer(colonne: pd.Series) -> pd.Series:
    """Les noms se comparent comme des textes, les étapes dans leur ordre."""
    return colonne.astype(str) if colonne.name == "client" else colonne


def _dire_avoirs_seuls(noms: list) -> tuple[str, ...]:
    if not noms:
        return ()
    return (
        f"{compter(len(noms))} n’{'a' if len(noms) == 1 else 'ont'} que des avoirs ({enumerer(noms)}) : leur "
        "achat précède le fichier, ils sont mis à part.",
    )
