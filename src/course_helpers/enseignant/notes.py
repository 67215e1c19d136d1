"""Écrire les notes : un CSV, et un classeur dont le barème se règle."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from course_helpers.enseignant.correction import (
    Lot,
    Resultat,
    calculer_note,
    compter_redactions,
    dire_convention,
    lister_a_relire,
    lister_notees,
    noter,
)
from course_helpers.enseignant.decision import NOTE_MAXIMALE, lister_redactions, noter_redaction
from course_helpers.enseignant.doubles import citer_fichier
from course_helpers.enseignant.echanges import dire_echange
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.exercices.sujet import ouvrir_devoir
from course_helpers.exercices.textes import typographier

PAS = ("0.1", "0.25", "0.5")
TOTAL_MAX = 1000
ENTETES = ["code", "serie", "note_sur_20", "reussies", "total", "etat", "motif", "fichier"]
# Un tableur exécuterait une cellule qui commence ainsi.
_FORMULE = ("=", "+", "-", "@", "\t", "\r", "\n")


def arrondir_note(resultat: Resultat) -> Decimal:
    """Arrondir la note au dixième, 5 vers le haut."""
    return _arrondir(noter(resultat), 1)


def dire_remarque(resultat: Resultat, noms: Mapping[str, str] = MappingProxyType({})) -> str:
    """Dire ce qui étonne d'une copie, les réponses d'un autre jeu, et la raison d'une note changée.

    Parameters
    ----------
    resultat : Resultat
    noms : mapping of str to str
        Le nom d'une copie → celui qui se montre.
    """
    decision, changee = resultat.decision, ""
    echange = dire_echange(resultat.echange, noms) if resultat.echange else ""
    relire = "".join(
        typographier(f"le texte de la question {q.numero} a changé depuis ses niveaux : relisez-le")
        for q in lister_a_relire(resultat)
    )
    if decision.note is not None:
        avant, apres = (_ecrire(_arrondir(note, 1)) for note in (calculer_note(resultat), noter(resultat)))
        changee = typographier(f"note changée, {avant} → {apres} : {decision.raison}")
    return " ; ".join(filter(None, [resultat.remarque, echange, relire, changee])).replace(" ;", "\u202f;")


def _ecrire(nombre: Decimal) -> str:
    return str(nombre).replace(".", ",")


def ecrire_colonne(notes: Iterable[Fraction | None], *, total: int = 20, pas: str = "0.1") -> str:
    """Écrire une colonne de notes à coller, une par ligne, à partir des notes exactes.

    Parameters
    ----------
    notes : iterable of Fraction or None
        Sur 20 ; None, pour une personne sans copie, laisse la ligne vide.
    total : int
        La note maximale, de 1 à 1000.
    pas : {"0.1", "0.25", "0.5"}
        L'arrondi, en points ; une note à mi-chemin va vers le haut.

    Returns
    -------
    str
        Virgule décimale.

    Raises
    ------
    ErreurCours
        « Le total « 0 » ne convient pas : donnez un entier de 1 à 1000. »

    Examples
    --------
    >>> ecrire_colonne([Fraction(40, 3), None, Fraction(20)], pas="0.25").split("\\n")
    ['13,25', '', '20,00']
    >>> ecrire_colonne([Fraction(25, 2)], total=10, pas="0.5")
    '6,5'
    """
    if type(total) is not int or not 1 <= total <= TOTAL_MAX:
        raise ErreurCours(f"Le total « {total!s:.20} » ne convient pas : donnez un entier de 1 à 1000.")
    if pas not in PAS:
        raise ErreurCours(f"L'arrondi « {pas!s:.20} » ne convient pas : choisissez {', '.join(PAS)}.")
    unite = Decimal(pas)
    return "\n".join(
        ""
        if note is None
        else str(_arrondir(note * total / NOTE_MAXIMALE / Fraction(pas), 0) * unite).replace(".", ",")
        for note in notes
    )


def _arrondir(exacte: Fraction, decimales: int) -> Decimal:
    """Arrondir exactement, 5 vers le haut."""
    entier = (exacte * 10**decimales + Fraction(1, 2)).__floor__()
    return Decimal(entier).scaleb(-decimales)


def desarmer(cellule: str) -> str:
    """Désarmer un texte qu'un tableur prendrait pour une formule.

    Examples
    --------
    >>> desarmer("=1+1"), desarmer("GPME2-07")
    ("'=1+1", 'GPME2-07')
    """
    return f"'{cellule}" if cellule.startswith(_FORMULE) else cellule


def ecrire_csv(lot: Lot) -> bytes:
    """Écrire une ligne par copie, illisibles comprises, qu'un Excel français ouvre d'un double clic.

    Returns
    -------
    bytes
        Colonnes ``code;serie;note_sur_20;reussies;total;etat;motif;fichier``, virgule décimale, utf-8
        avec BOM.
        D'abord les copies corrigées, par série, dans l'ordre du lot ; puis les autres, par fichier.
    """
    lignes = []
    for serie, resultats in lot.resultats.items():
        banque = ouvrir_devoir(serie)
        nom = banque.titre if banque.abrege else serie
        for r in resultats:
            total = len(lister_notees(banque, essentiel=r.essentiel))
            note, fichier = _ecrire(arrondir_note(r)), citer_fichier(r.fichier)
            lignes.append([r.code, nom, note, r.reussies, total, "corrigée", dire_remarque(r), fichier])
    for rejet in lot.rejets:
        lignes.append([rejet.code, rejet.serie, "", "", "", rejet.etat, rejet.motif, rejet.fichier])
    texte = io.StringIO()
    ecrivain = csv.writer(texte, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(ENTETES)
    ecrivain.writerows([desarmer(str(cellule)) for cellule in ligne] for ligne in lignes)
    return texte.getvalue().encode("utf-8-sig")


def ecrire_classeur(lot: Lot, jour: date) -> bytes:
    """Écrire un classeur dont l'enseignant règle le barème : les notes suivent, par formules.

    Parameters
    ----------
    lot : Lot
    jour : date
        Inscrite dans le classeur, qui est le même octet pour octet d'un jour sur l'autre si elle l'est.

    Returns
    -------
    bytes
        Une feuille par série (points par question, note maximale, retrait par indice), puis les copies
        non corrigées et la convention de notation.
    """
    import xlsxwriter

    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True}) as classeur:
        classeur.set_properties({"created": datetime(jour.year, jour.month, jour.day)})
        formats = {
            "titre": classeur.add_format({"bold": True, "font_size": 13}),
            "entete": classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
            "reglage": classeur.add_format({"bg_color": "#FFF2D6", "border": 1, "align": "center"}),
            "reponse": classeur.add_format({"align": "center"}),
            "note": classeur.add_format({"num_format": "0.0", "bold": True, "align": "center"}),
            "texte": classeur.add_format({"text_wrap": True, "valign": "top"}),
        }
        for serie, resultats in lot.resultats.items():
            nom = ouvrir_devoir(serie).nom_de_fichier[:31]
            _ecrire_feuille(classeur.add_worksheet(nom), serie, resultats, formats)
        if lot.rejets:
            feuille = classeur.add_worksheet("Non corrigées")
            feuille.set_column(0, 0, 40)
            feuille.set_column(1, 1, 14)
            feuille.set_column(2, 2, 90)
            for colonne, titre in enumerate(["Fichier", "État", "Motif"]):
                feuille.write_string(0, colonne, titre, formats["entete"])
            for rang, rejet in enumerate(lot.rejets, start=1):
                for colonne, texte in enumerate([rejet.fichier, rejet.etat, rejet.motif]):
                    feuille.write_string(rang, colonne, desarmer(rendre_lisible(texte)), formats["texte"])
        elif not lot.resultats:
            classeur.add_worksheet("Notes")
    return sortie.getvalue()


_PREMIERE_LIGNE = 7  # de la table des copies ; au-dessus, les réglages
_PREMIERE_QUESTION = 5  # colonne ; avant, identifiant, note, réussies, indices, remarque


def _ecrire_feuille(feuille, serie: str, resultats: list[Resultat], formats: dict) -> None:
    """Écrire une série : des réglages en haut, une ligne par copie, des notes calculées."""
    from xlsxwriter.utility import xl_rowcol_to_cell as adresser

    banque = ouvrir_devoir(serie)
    essentiel = any(resultat.essentiel for resultat in resultats)
    notees = {question.identifiant for question in lister_notees(banque, essentiel=essentiel)}
    redactions = {q.identifiant: q for q in lister_redactions(banque, essentiel=essentiel)}
    # Tant que la classe n'en a aucune de notée, une rédaction a sa colonne et n'a pas de points.
    redigee = any(compter_redactions(resultat) == len(redactions) for resultat in resultats)
    notees |= redactions.keys() if redigee else set()
    questions = banque.questions
    debut, fin = _PREMIERE_QUESTION, _PREMIERE_QUESTION + len(questions) - 1
    feuille.write_string(0, 0, banque.titre, formats["titre"])
    feuille.write_string(1, 0, typographier(dire_convention(resultats)))
    feuille.write_string(
        2,
        0,
        typographier(
            "Cases orangées : réglez-les, les notes suivent. 1 : réussie ; 0 : non ; une valeur entre "
            "les deux est possible, par exemple 0,5. Une question ouverte vaut 0 point : pour la compter, "
            "donnez-lui des points et une valeur."
            if not redigee
            else "Cases orangées : réglez-les, les notes suivent. 1 : réussie ; 0 : non ; une rédaction a sa "
            "part de points, et sa case reste vide tant qu'elle n'est pas notée."
        ),
    )
    for ligne, (titre, valeur) in enumerate(
        [("Note maximale", NOTE_MAXIMALE), ("Points retirés par indice", 0)], start=3
    ):
        feuille.write_string(ligne, 0, titre)
        feuille.write_number(ligne, 1, valeur, formats["reglage"])
    maximum, retrait = adresser(3, 1, True, True), adresser(4, 1, True, True)
    feuille.write_string(5, 4, "Points", formats["entete"])
    for colonne, question in enumerate(questions, start=debut):
        points = question.points if question.identifiant in notees else 0
        feuille.write_number(5, colonne, points, formats["reglage"])
        feuille.write_string(6, colonne, question.identifiant, formats["entete"])
        feuille.write_comment(6, colonne, typographier(question.titre))
    for colonne, titre in enumerate(["Identifiant", "Note", "Réussies", "Indices", "Remarque"]):
        feuille.write_string(6, colonne, titre, formats["entete"])
    bareme = f"{adresser(5, debut, True, True)}:{adresser(5, fin, True, True)}"
    for ligne, resultat in enumerate(resultats, start=_PREMIERE_LIGNE):
        reponses = f"{adresser(ligne, debut)}:{adresser(ligne, fin)}"
        points = f"SUMPRODUCT({reponses},{bareme})-{retrait}*{adresser(ligne, 3)}"
        # Une case vide est une rédaction à noter : ses points ne sont pas proposés.
        proposes = f'SUMIF({reponses},"<>",{bareme})' if redigee else f"SUM({bareme})"
        formule = f"=ROUND({maximum}*MAX(0,{points})/{proposes},1)"
        if resultat.decision.note is not None:
            formule = f"=ROUND({maximum}*{resultat.decision.note}/{NOTE_MAXIMALE},1)"
        feuille.write_string(ligne, 0, desarmer(resultat.nom))
        feuille.write_formula(
            ligne,
            1,
            formule,
            formats["note"],
            float(arrondir_note(resultat)),
        )
        reussies = f'=COUNTIF({reponses},">=1")'
        for colonne, question in enumerate(questions, start=debut):
            if redigee and question.identifiant in redactions:
                reussies += f'-COUNTIF({adresser(ligne, colonne)},">=1")'
        feuille.write_formula(ligne, 2, reussies, formats["reponse"], resultat.reussies)
        feuille.write_number(ligne, 3, sum(rendu.indices for rendu in resultat.rendus), formats["reponse"])
        feuille.write_string(ligne, 4, desarmer(dire_remarque(resultat)))
        complete = compter_redactions(resultat) == len(redactions)
        for colonne, (question, rendu) in enumerate(
            zip(questions, resultat.rendus, strict=True), start=debut
        ):
            valeur = int(rendu.etat == "reussi")
            if redigee and (redaction := redactions.get(question.identifiant)):
                if not complete:
                    continue
                valeur = float(noter_redaction(resultat.decision, redaction) / redaction.points)
            feuille.write_number(ligne, colonne, valeur, formats["reponse"])
    derniere = _PREMIERE_LIGNE + len(resultats) - 1
    if resultats:
        notes = f"{adresser(_PREMIERE_LIGNE, 1)}:{adresser(derniere, 1)}"
        moyenne = sum(arrondir_note(r) for r in resultats) / len(resultats)
        feuille.write_string(derniere + 2, 0, "Moyenne", formats["entete"])
        feuille.write_formula(derniere + 2, 1, f"=AVERAGE({notes})", formats["note"], float(moyenne))
    feuille.set_column(0, 0, 24)
    feuille.set_column(1, 3, 9)
    feuille.set_column(4, 4, 18)
    feuille.set_column(debut, fin, 5)
    feuille.freeze_panes(_PREMIERE_LIGNE, 1)
    feuille.set_landscape()
    feuille.set_paper(9)
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(6)
