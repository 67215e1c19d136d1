"""Le carnet de Moodle : une colonne se remplit, le reste revient octet pour octet, rien ne se devine."""

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.enseignant.carnet import Personne, lire_carnet, remplir_carnet
from course_helpers.enseignant.correspondance import ecrire_correspondance, former_classe
from course_helpers.erreurs import ErreurCours

# Ce que Moodle 4 et 5 écrivent, en français puis en anglais.
FRANCAIS = (
    '\ufeffPrénom,Nom,"Numéro d\'identification",Institution,Département,"Adresse de courriel",'
    '"Devoir: ABC (Brut)","Total du cours (Brut)","Dernier téléchargement depuis ce cours"\n'
    'Léa,DURAND,,,,lea.durand@lycee.fr,-,"12,50",1763980000\n'
    'Tom,"MARTIN ""le grand""",BTS1-02,,,x@lycee.fr,"8,00","8,00",1763980000\n'
    "Zoé,PETIT-ROUX,,,,zoe@lycee.fr,,-,1763980000\n"
    "Eva,BLIN,,,,e@lycee.fr,,-,1763980000\n"
)
ANGLAIS = (
    "First name\tLast name\tID number\tEmail address\tQuiz: ABC (Real)\tLast downloaded from this course\r\n"
    "Léa\tDurand\t\tl@x.org\t\t1763980000\r\n"
)
DEVOIR = 6
CLASSE = [
    Personne("BTS1-01", "DURAND Léa", Fraction(40, 3)),
    Personne("BTS1-02", "MARTIN Tom", Fraction(15)),
    Personne("BTS1-03", "Petit Roux Zoe", Fraction(20)),
    Personne("BTS1-04", "BLIN Eva"),
    Personne("BTS1-05", "ABSENT Luc", Fraction(3)),
]


def test_une_colonne_se_remplit_et_le_reste_revient_octet_pour_octet():
    fait = remplir_carnet(lire_carnet(FRANCAIS.encode()), DEVOIR, CLASSE)
    attendu = FRANCAIS.replace('lycee.fr,-,"12,50"', 'lycee.fr,"13,3","12,50"')
    attendu = attendu.replace("zoe@lycee.fr,,-", 'zoe@lycee.fr,"20,0",-')
    assert fait.octets == attendu.encode()
    assert fait.reconnues == {"nom": 2, "identifiant": 1}
    assert fait.gardees == [("MARTIN Tom", "8,00", "15,0")] and not fait.remplacees
    assert fait.absentes == ["ABSENT Luc"] and fait.sans_note == ["BLIN Eva"] and not fait.inconnues
    assert fait.phrase.replace("\u202f", " ").startswith("3 personnes notées y sont (2 par le nom, 1 par")
    assert fait.phrase.endswith("2\u202fnotes dans la colonne.")


def test_une_note_deja_ecrite_ne_se_remplace_qu_en_le_demandant():
    fait = remplir_carnet(lire_carnet(FRANCAIS.encode()), DEVOIR, CLASSE, remplacer=True)
    assert fait.remplacees == [("MARTIN Tom", "8,00", "15,0")] and not fait.gardees
    assert b'x@lycee.fr,"15,0","8,00"' in fait.octets
    meme = remplir_carnet(lire_carnet(FRANCAIS.encode()), DEVOIR, [Personne("BTS1-02", note=Fraction(8))])
    assert meme.octets == FRANCAIS.encode() and not meme.gardees
    assert meme.inconnues == ["Léa DURAND", "Zoé PETIT-ROUX", "Eva BLIN"]


def test_l_encodage_le_separateur_la_virgule_et_les_fins_de_ligne_sont_gardes():
    lea = [Personne("A-1", "DURAND Léa", Fraction(27, 2))]
    assert remplir_carnet(lire_carnet(ANGLAIS.encode()), 4, lea).octets == ANGLAIS.replace(
        "l@x.org\t\t", "l@x.org\t13.5\t"
    ).encode("utf-8")
    # Repassé par un tableur français.
    texte = "Prénom;Nom;Devoir (Brut)\r\nLéa;DURAND;\r\n"
    fait = remplir_carnet(lire_carnet(texte.encode("cp1252")), 2, lea, total=40, pas="0.25")
    assert fait.octets == texte.replace("DURAND;", "DURAND;27,00").encode("cp1252")
    # Les notes du fichier disent comment s'écrivent les siennes.
    point = "Prénom,Nom,Devoir (Brut)\nLéa,DURAND,\nTom,MARTIN,8.50\n"
    assert b"DURAND,13.5\n" in remplir_carnet(lire_carnet(point.encode()), 2, lea).octets


def test_une_adresse_fait_reconnaitre_un_nom_ou_un_identifiant():
    texte = "Adresse de courriel;Devoir\ntom.martin@x.fr;\nbts1-05@x.fr;\nm@x.fr;\n"
    fait = remplir_carnet(lire_carnet(texte.encode()), 1, CLASSE)
    assert (
        fait.octets.decode()
        == "Adresse de courriel;Devoir\ntom.martin@x.fr;15,0\nbts1-05@x.fr;3,0\nm@x.fr;\n"
    )
    assert fait.reconnues == {"courriel": 1, "identifiant": 1} and fait.inconnues == ["m@x.fr"]


def test_deux_homonymes_ne_se_devinent_pas():
    texte = "Nom complet;Devoir\nTom MARTIN;\nTom Martin;\nLéa DURAND;\n"
    fait = remplir_carnet(lire_carnet(texte.encode()), 1, CLASSE)
    assert fait.ambigues == ["MARTIN Tom"] and "MARTIN Tom" not in fait.absentes
    assert fait.octets.decode() == texte.replace("DURAND;", "DURAND;13,3")
    jumeaux = [Personne("A-1", "MARTIN Tom", Fraction(1)), Personne("A-2", "Martin Tom", Fraction(2))]
    fait = remplir_carnet(lire_carnet(b"Nom complet;Devoir\nTom MARTIN;\n"), 1, jumeaux)
    assert fait.ambigues == ["MARTIN Tom", "Martin Tom"] and fait.inconnues == ["Tom MARTIN"]
    # Moodle ignore ce qui les distingue dans la classe : sa seule ligne n'est pas plus à l'un qu'à l'autre.
    jumeaux[1] = Personne("A-2", "MARTIN Tom (2)", Fraction(2))
    fait = remplir_carnet(lire_carnet(b"Nom complet;Devoir\nTom MARTIN;\n"), 1, jumeaux)
    assert fait.ambigues == ["MARTIN Tom", "MARTIN Tom (2)"] and fait.inconnues == ["Tom MARTIN"]


@pytest.mark.parametrize(
    ("octets", "motif"),
    [
        (b"PK\x03\x04\x00\x00", "n’est pas un carnet de notes au format texte"),
        (b"", "n’a ni nom"),
        (b"client;ca\nA;1\n", "n’a ni nom"),
        (b"Nom;Devoir\nA;1;2\n", "La ligne 2 du carnet a 3 cases, pour 2 colonnes"),
        (b'Nom;Devoir\n"A;1\n', "n’a ni nom"),
        (b"Nom;Devoir\n" + b"a;1\n" * 600_000, "dépasse 2 Mo"),
        (b"[" * 10_000, "n’a ni nom"),
    ],
)
def test_un_autre_fichier_se_refuse_en_une_phrase(octets, motif):
    with pytest.raises(ErreurCours) as refus:
        lire_carnet(octets)
    assert motif in str(refus.value).replace("\u202f", " ")


CASE = st.text('ab é"=;,\t\n-0123456789', max_size=6)


@given(st.lists(st.tuples(CASE, CASE), max_size=6), st.sampled_from(",;\t:"), st.sampled_from(["\n", "\r\n"]))
def test_seules_les_cases_vides_de_la_colonne_changent(rangees, separateur, fin):
    """Quoi que portent les autres cases : guillemets, séparateurs, sauts de ligne, formules."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=separateur, lineterminator=fin)
    ecrivain.writerows(
        [("Username", "Feedback", "Grade"), ("BTS1-01", "", ""), *((a, b, "7") for a, b in rangees)]
    )
    texte = tampon.getvalue()
    carnet = lire_carnet(texte.encode())
    fait = remplir_carnet(carnet, 2, [Personne("BTS1-01", note=Fraction(12))])
    if fait.ambigues:
        assert fait.octets == texte.encode()
        return
    lues = list(csv.reader(io.StringIO(fait.octets.decode(), newline=""), delimiter=separateur))
    avant = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    note = "12,0" if carnet.virgule else "12.0"  # comme les notes que le fichier porte déjà
    assert lues[1] == ["BTS1-01", "", note] and [lues[0], *lues[2:]] == [avant[0], *avant[2:]]


def test_la_commande_remplit_le_carnet_par_les_noms_de_la_correspondance(
    corriger_dossier, copie_juste, tmp_path, capsys
):
    classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom"])
    (tmp_path / "classe.json").write_bytes(ecrire_correspondance(classe))
    (tmp_path / "carnet.csv").write_bytes(FRANCAIS.encode())
    copie = {**copie_juste, "code": classe.eleves[0].identifiant}
    for feuille in copie["reponses"].values():
        feuille["gestes"] = []
    options = ["--carnet", str(tmp_path / "carnet.csv"), "--correspondance", str(tmp_path / "classe.json")]
    sortie = corriger_dossier({"a.json": copie}, *options, "--colonne", "Devoir: ABC (Brut)")
    rempli = (sortie / "carnet.csv").read_bytes().decode()
    assert rempli == FRANCAIS.replace('lycee.fr,-,"12,50"', 'lycee.fr,"0,0","12,50"')
    assert "Carnet\u202f: 1\u202fpersonne notée y est" in capsys.readouterr().out
