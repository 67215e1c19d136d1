"""Ne compter que les ventes : ni brouillon, ni devis ; déduire un avoir ; ne pas répéter un total."""

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import pieces
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.grille import ranger_en_colonnes
from course_helpers.lecture.montants import lire_montants
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute, ecrire_reponse
from course_helpers.lecture.roles import dire_hors_taxe, lire_entete
from course_helpers.nombres import abreger

_OUI = ("oui", "o", "1", "true", "vrai", "yes", "y", "x")
_NON = ("non", "n", "0", "false", "faux", "no")


def ecarter_pieces(etat: Etat) -> None:
    """Écarter ce qui n’est pas une vente : brouillon, pièce annulée, devis, commande, règlement…"""
    if etat.nature != "factures":
        return
    for place, colonne in enumerate(etat.colonnes):
        if colonne.role == "statut":
            _juger(etat, place, "statuts", _classer_statuts(etat, place))
        elif colonne.role == "annulation":
            dites = etat.reperer_remplies(place).copy()
            negations = {c for c in set(etat.cellules[place].tolist()) if simplifier(c) in _NON}
            dites &= np.fromiter(
                (c not in negations for c in etat.cellules[place].tolist()), bool, etat.nombre
            )
            mots = simplifier(colonne.entete)
            brouillon = any(mot in mots for mot in ("brouillon", "draft", "provisoire"))
            etat.ecarter(dites, "brouillon" if brouillon else "pièce annulée", etat.cellules[place])
        elif colonne.role == "type":
            _juger(etat, place, "types", _classer_types(etat, place))
    numero = etat.trouver("facture")
    if numero is None:
        return
    codes, numeros = etat.lister(numero)
    brouillons = pieces.reperer(pieces.NUMERO_BROUILLON, numeros)
    if brouillons:
        etat.ecarter(np.isin(codes, brouillons), "brouillon", etat.cellules[numero])


def _classer_statuts(etat: Etat, place: int) -> dict:
    mots = simplifier(etat.colonnes[place].entete).split()
    # « Validée : oui » ; « non » se demande.
    accords = _OUI if any(mot.startswith(("valid", "final")) for mot in mots) else ()
    paiement = any(mot.startswith(("regl", "paie", "paye", "paym", "financ", "fulfil")) for mot in mots)
    choisis = _lire_reponses(etat, "statuts")
    verdicts = {}
    for valeur in etat.lister(place)[1]:
        reponse = choisis.get(typographier(str(valeur)))
        verdicts[valeur] = (
            f"statut « {abreger(valeur)} »"
            if reponse == "écarter" and pieces.classer_statut(valeur) in (None, "garder")
            else reponse
            if reponse == "garder"
            else "garder"
            if simplifier(valeur) in accords
            else pieces.classer_statut(valeur, paiement=paiement)
        )
    return verdicts


def _lire_reponses(etat: Etat, choix: str) -> dict[str, str]:
    """Les réponses données, valeur par valeur : telles que le fichier les écrit, ou que le cours les cite."""
    return {typographier(valeur): reponse for valeur, reponse in etat.choix.get(choix, {}).items()}


def _classer_types(etat: Etat, place: int) -> dict:
    choisis = _lire_reponses(etat, "types")
    valeurs = etat.lister(place)[1]
    connus = {valeur: pieces.classer_type(valeur) for valeur in valeurs}
    # Sans une seule facture, un « paiement » est peut-être la vente.
    encaissements = "facture" not in connus.values()
    verdicts = {}
    for valeur in valeurs:
        connu, reponse = connus[valeur], choisis.get(typographier(str(valeur)))
        if encaissements and connu == "règlement":
            connu = None
        if reponse == "écarter" and connu in (None, "facture", "avoir"):
            connu = f"type « {abreger(valeur)} »"
        elif reponse in ("facture", "avoir"):
            connu = reponse
        verdicts[valeur] = connu
    return verdicts


def _juger(etat: Etat, place: int, choix: str, verdicts: dict) -> None:
    """Écarter ce que dit le verdict ; demander ce qu'il ne dit pas."""
    codes, valeurs = etat.lister(place)
    inconnues = [valeur for valeur in valeurs if verdicts[valeur] is None]
    gestes = ("garder", "écarter") if choix == "statuts" else ("facture", "avoir", "écarter")
    if inconnues:
        premiere = valeurs.index(inconnues[0])
        cites = ", ".join(f"« {abreger(valeur)} »" for valeur in inconnues[:6])
        autre = ""
        if choix == "types" and len(inconnues) == len(valeurs):
            autre = f" ; si cette colonne dit autre chose, roles={ecrire_reponse('type', '')}"
        etat.douter(
            choix,
            f"La colonne « {abreger(etat.colonnes[place].entete)} » contient {cites}, dont je ne sais "
            f"{'s’il faut les compter' if choix == 'statuts' else 'si ce sont des ventes'}",
            {ecrire_reponse(v, geste): geste for v in map(str, inconnues[:6]) for geste in gestes},
            f"dites-le, par exemple {choix}={ecrire_reponse(str(inconnues[0]), gestes[0])}"
            f" ou {choix}={ecrire_reponse(str(inconnues[0]), 'écarter')}{autre}",
            place,
            codes == premiere,
            sinon="Si cette colonne dit autre chose, ôtez-lui son rôle dans les menus." if autre else "",
        )
    for verdict in dict.fromkeys(
        v for v in verdicts.values() if v not in (None, "garder", "facture", "avoir")
    ):
        vises = [rang for rang, valeur in enumerate(valeurs) if verdicts[valeur] == verdict]
        etat.ecarter(np.isin(codes, vises), verdict, etat.cellules[place])
    if choix == "types":
        vises = [rang for rang, valeur in enumerate(valeurs) if verdicts[valeur] == "avoir"]
        etat.lignes_d_avoir = np.isin(codes, vises)
    getattr(etat, choix).update({str(valeur): verdict for valeur, verdict in verdicts.items() if verdict})


def numeroter_achats(etat: Etat) -> None:
    """Sans numéro de facture, demander ce qui vaut un achat : une ligne, ou un jour d'un client."""
    if etat.nature != "factures" or etat.trouver("facture") is not None:
        return
    reponse, gardees = etat.choix.get("achats"), etat.code == 0
    codes = np.arange(etat.nombre)
    if reponse is None:
        cites = " et ".join(f"« {abreger(c.entete)} »" for c in etat.colonnes if c.role in ("date", "client"))
        etat.douter(
            "achats",
            "Je ne trouve pas la colonne « facture », celle des numéros : la fréquence d’achat de "
            f"chaque client se compterait avec {cites or 'les lignes'}",
            {
                "par ligne": "chaque ligne compte pour un achat",
                "par jour": "les lignes d’un client, le même jour, sont un seul achat",
            },
            'choisissez achats="par ligne" si chaque ligne est un achat, achats="par jour" si les lignes '
            "d’un client, le même jour, en sont un seul",
            sinon="Si une colonne donne le numéro de chaque facture, désignez-la plutôt dans les menus.",
        )
    elif reponse == "par jour":
        jours = pd.factorize(etat.valeurs["date"], use_na_sentinel=False)[0]
        clients = pd.factorize(etat.client, use_na_sentinel=False)[0]
        codes = pd.factorize(clients.astype(np.int64) * (jours.max(initial=0) + 1) + jours)[0]
    if reponse is not None:
        mots = {
            "par ligne": "chaque ligne compte pour un achat",
            "par jour": "les lignes d’un client, le même jour, comptent pour un achat",
        }[reponse]
        etat.remarques.append(
            f"Sans numéro de facture, {mots}, comme vous l’avez choisi : "
            f"{compter(len(np.unique(codes[gardees])), 'achat')}."
        )
    etat.ajouter("facture", ranger_en_colonnes([f"achat {code + 1}" for code in codes.tolist()]))


def deduire_remboursements(etat: Etat) -> None:
    """Une colonne « Avoir » ou « Remboursé » : oui ou non, c'est un avoir ; une somme, elle se demande."""
    place = etat.trouver("rembourse")
    if place is None or etat.nature != "factures":
        return
    codes, valeurs = etat.lister(place)
    mots = {simplifier(valeur) for valeur in valeurs}
    if mots and mots <= {*_OUI, *_NON}:
        oui = [rang for rang, valeur in enumerate(valeurs) if simplifier(valeur) in _OUI]
        dites = np.isin(codes, oui)
        etat.lignes_d_avoir = dites if etat.lignes_d_avoir is None else etat.lignes_d_avoir | dites
        return
    entete = etat.colonnes[place].entete
    sommes, illisibles = lire_montants(valeurs, "remboursement", etat.formats.get(etat.trouver("montant_ht")))
    rembourses = np.append(np.where(illisibles, 0, np.abs(sommes)), 0)[codes]
    if not rembourses.any():
        return
    choisi = etat.choix.get("remboursements")
    if choisi == "déduire":
        if etat.avant_taxe is not None:
            rembourses = _ramener_en_ht(etat, place, rembourses)
        etat.valeurs["montant_ht"] = np.round(etat.valeurs["montant_ht"] - rembourses, 2)
    if choisi is not None:
        geste = "est déduite" if choisi == "déduire" else "n’est pas déduite"
        etat.remarques.append(
            f"« {abreger(entete)} » ({ecrire_nombre(rembourses.sum(), 2, '€')}) {geste} des montants."
        )
        return
    etat.douter(
        "remboursements",
        f"La colonne « {abreger(entete)} » donne des sommes rendues, que les montants comprennent peut-être",
        {
            "déduire": "elles sont à ôter des montants",
            "ignorer": "les montants en tiennent compte, ou d’autres lignes les donnent",
        },
        'choisissez remboursements="déduire" s’il faut les ôter, ou remboursements="ignorer"',
        place,
        rembourses != 0,
    )


def _ramener_en_ht(etat: Etat, place: int, rembourses: np.ndarray) -> np.ndarray:
    """Une somme TTC rendue en entier vaut le montant HT de sa ligne ; d'une partie, rien n'est exact."""
    entiers = np.abs(rembourses - np.abs(etat.avant_taxe)) < 0.005
    partiels = (rembourses != 0) & ~entiers & (etat.code == 0)
    if partiels.any():
        _, exemple = etat.citer(place, partiels)
        raise ErreurCours(
            f"« {abreger(etat.colonnes[place].entete)} » rembourse des sommes TTC, dont une partie de "
            f"{etat.ecrire_ligne(partiels)} (« {exemple} ») : convertissez-les en HT dans votre tableur, "
            "ou ne les ôtez pas des montants."
        )
    return np.where(entiers, etat.valeurs["montant_ht"], 0)


def deduire_avoirs(etat: Etat) -> None:
    """Un avoir diminue le CA, même écrit en positif."""
    if etat.nature != "factures":
        return
    place, numero = etat.trouver("montant_ht"), etat.trouver("facture")
    montants = etat.valeurs["montant_ht"]
    dits = etat.lignes_d_avoir
    au_type = dits is not None and dits.any()
    if not au_type:
        if "avoir" in etat.types.values():
            return
        codes, numeros = etat.lister(numero)
        vises = pieces.reperer(pieces.NUMERO_AVOIR, numeros)
        if not vises or len(vises) == len(numeros):
            return
        dits = np.isin(codes, vises)
    avoirs = dits & (etat.code == 0)
    if not avoirs.any():
        return
    totaux = (
        pd.Series(montants[avoirs])
        .groupby(pd.Series(etat.cellules[numero][avoirs]).astype(str).to_numpy())
        .sum()
    )
    positifs, negatifs = bool((totaux > 0).any()), bool((totaux < 0).any())
    choisi = etat.choix.get("avoirs")
    if not positifs or choisi == "tels quels":
        etat.avoirs = choisi
        return
    if choisi is None and (negatifs or not au_type):
        ligne, exemple = etat.citer(place, avoirs & (montants > 0))
        constat = (
            "Des avoirs sont écrits en positif, d’autres en négatif"
            if negatifs
            else "Des pièces numérotées comme des avoirs ont un montant positif"
        )
        etat.doutes.append(
            Doute(
                "avoirs",
                constat,
                {"déduire": "tous diminuent le CA", "tels quels": "le signe écrit est gardé"},
                'choisissez avoirs="déduire" si tous diminuent le CA, ou avoirs="tels quels"',
                etat.colonnes[numero].entete,
                ligne,
                exemple,
            )
        )
        return
    etat.avoirs = "déduire"
    montants = montants.copy()
    if negatifs:  # chaque pièce, selon le signe de son total
        signes = (
            pd.Series(etat.cellules[numero]).astype(str).map(totaux > 0).fillna(False).to_numpy(dtype=bool)
        )
        avoirs = avoirs & signes
    montants[avoirs] = 0.0 - montants[avoirs]
    etat.valeurs["montant_ht"] = montants
    etat.remarques.append(f"Des avoirs écrits en positif sont déduits : {compter(avoirs.sum(), 'ligne')}.")


def _numeroter_pieces(etat: Etat, numero: int, gardees: np.ndarray) -> np.ndarray:
    """La pièce de chaque ligne : le même numéro un autre jour, ou dans un autre fichier, en est une autre."""
    codes = np.zeros(len(gardees), np.int64)
    for valeurs in (etat.cellules[numero], etat.valeurs["date"], etat.reperer_fichiers()):
        rangs, distinctes = pd.factorize(valeurs[gardees], use_na_sentinel=False)
        codes = pd.factorize(codes * len(distinctes) + rangs)[0]
    return codes


def chercher_repetitions(etat: Etat) -> None:
    """Le total d'une facture répété sur ses lignes ne se compte qu'une fois."""
    if etat.nature != "factures":
        return
    place, numero = etat.trouver("montant_ht"), etat.trouver("facture")
    if not etat.colonnes[numero].entete or etat.du_prix:
        return  # sans numéro, rien ne dit qu'un total se répète ; un produit est celui de sa ligne
    indice = lire_entete(etat.colonnes[place].entete, etat.nature)
    autres = [
        c.entete
        for rang, c in enumerate(etat.colonnes)
        if rang != place
        and (lu := lire_entete(c.entete, etat.nature))
        and lu.role == "montant_ht"
        and dire_hors_taxe(c.entete)
    ]
    if indice and indice.rang == 0:
        if autres:
            etat.remarques.append(
                f"« {abreger(autres[0])} » est le total de la facture, répété : c’est « "
                f"{abreger(etat.colonnes[place].entete)} » qui est compté."
            )
        return
    gardees = np.flatnonzero(etat.code == 0)
    if not len(gardees):
        return
    codes = _numeroter_pieces(etat, numero, gardees)
    montants = etat.valeurs["montant_ht"][gardees]
    effectifs = np.bincount(codes)
    if effectifs.max() < 2:
        return
    premieres = np.unique(codes, return_index=True)[1]
    pareils = montants == montants[premieres][codes]
    groupes = effectifs >= 2
    if (
        not np.array_equal(pareils, np.ones(len(pareils), dtype=bool))
        or not (montants[groupes[codes]] != 0).any()
    ):
        return
    repetees = np.ones(len(gardees), dtype=bool)
    repetees[premieres] = False
    choisi = etat.choix.get("repetitions")
    etat.repetitions = choisi
    if choisi == "une fois":
        quelles = np.zeros(etat.nombre, dtype=bool)
        quelles[gardees[repetees]] = True
        etat.ecarter(quelles, "total répété", etat.cellules[place])
    elif choisi is None:
        quelles = np.zeros(etat.nombre, dtype=bool)
        quelles[gardees[repetees]] = True
        etat.douter(
            "repetitions",
            f"Chaque facture de plusieurs lignes y porte le même montant : « "
            f"{abreger(etat.colonnes[place].entete)} » est peut-être le total de la facture, répété",
            {
                "une fois": "le total de la facture, compté une fois",
                "sommer": "le montant de chaque ligne",
            },
            'choisissez repetitions="une fois" si c’est le total de la facture, repetitions="sommer" si '
            "c’est le montant de la ligne",
            place,
            quelles,
        )
