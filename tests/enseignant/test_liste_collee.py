"""La liste collée : seuls les noms en sortent ; ce qui se lit de deux façons est refusé."""

import pytest
from lecture import lire_refus

from course_helpers.enseignant.liste_collee import lire_liste, lire_nom


@pytest.mark.parametrize(
    ("texte", "noms", "entete", "reduite"),
    [
        ("DURAND Léa\n\nMARTIN Camille (2)\nMARTIN Camille (mars 2006)", None, False, False),
        ("DURAND\tLéa\t\nDE LA FONTAINE\tCôme\t", ["DURAND Léa", "DE LA FONTAINE Côme"], False, False),
        ("Élève\nDURAND Léa", ["DURAND Léa"], True, False),
        # Pronote, un tableur.
        (
            "ABADIE Éloïse\t12/03/2006\tNDRC1\nMARTIN Tom\t\tNDRC1",
            ["ABADIE Éloïse", "MARTIN Tom"],
            False,
            True,
        ),
        ("Élève\tNé(e) le\nABADIE Éloïse\t12/03/2006", ["ABADIE Éloïse"], True, True),
        ("Nom;Prénom;Né(e) le\n\nABADIE;Éloïse;12/03/2006", ["ABADIE Éloïse"], True, True),
        ("N°;Prénoms;Nom de famille\n1;Éloïse;ABADIE", ["ABADIE Éloïse"], True, True),
        ("Nom;Prénom\nDE LA TOUR\tPaul\tInterne", ["DE LA TOUR Paul"], True, True),
        ("Nom Prénom\nDURAND\tLéa\t1/2/2006\nPETIT\tTom\t", ["DURAND Léa", "PETIT Tom"], True, True),
        ('"DURAND";"Léa";"12/03/2006"', ["DURAND Léa"], False, True),
        ("1\tABADIE Éloïse\tNDRC\n2\tMARTIN Tom\tNDRC", ["ABADIE Éloïse", "MARTIN Tom"], False, True),
        ("DURAND LEA;lea@b.fr\nMARTIN TOM;tom@b.fr", ["DURAND LEA", "MARTIN TOM"], False, True),
        ("ABADIE\tÉloïse\tÉtudiant\nMARTIN\tTom\tÉtudiant", ["ABADIE Éloïse", "MARTIN Tom"], False, True),
    ],
)
def test_seuls_les_noms_sont_lus(texte, noms, entete, reduite):
    liste = lire_liste(texte)
    assert liste.noms == (noms or [ligne for ligne in texte.split("\n") if ligne])
    assert (bool(liste.entete), liste.reduite) == (entete, reduite)


@pytest.mark.parametrize(
    ("texte", "motif"),
    [
        ("", "La liste est vide"),
        ("Nom;Prénom", "La liste est vide"),
        ("DURAND Léa\n12 MARTIN Tom", "La ligne 2, « 12 MARTIN Tom », contient un chiffre"),
        ("ABADIE Éloïse 12/03/2006 14,5", "contient un chiffre"),
        ("Élève Né(e) le\nABADIE Éloïse 12/03/2006", "La ligne 2"),
        ("a@b.fr", "contient un chiffre ou un signe"),
        ("A" * 81, "dépasse 80 caractères"),
        ("Nom;Prénom\nDURAND;Léa\n;", None),
        ("Élève;Classe\nDURAND Léa;NDRC\n;NDRC", "La ligne 3 n’a pas de nom"),
        ("A Léa (1)\nB Léa (2)\nC Léa (3)", "sans avoir d’homonyme, dont « A Léa (1) »"),
        # Deux colonnes peuvent être des noms : rien n'est choisi.
        ("DE LA TOUR\tPaul", "quelles colonnes sont les noms"),
        ("DURAND\tF\nMARTIN\tM", "quelles colonnes sont les noms"),
        ("DURAND\tExterne", "quelles colonnes sont les noms"),
        ("DURAND\tOption\nMARTIN\tOption\nPETIT\tOption", "quelles colonnes sont les noms"),
        ("DURAND\t12/03/2006\tLéa", "quelles colonnes sont les noms"),
        ("Identité\tNaissance\nDURAND Léa\t1/2/2006\nPETIT Tom\t3/4/2006", "ressemble à un en-tête"),
    ],
)
def test_une_liste_mal_collee_se_refuse(texte, motif):
    if motif is None:
        assert lire_liste(texte).noms == ["DURAND Léa"]  # une ligne vide du tableur
    else:
        assert motif in lire_refus(lire_liste, texte)


def test_un_nom_vide_se_refuse():
    assert "n’a pas de nom" in lire_refus(lire_nom, " ")
