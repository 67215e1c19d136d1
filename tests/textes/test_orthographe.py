"""L'orthographe des textes du cours, jugée par le dictionnaire français de Hunspell.

Un mot que le dictionnaire ignore est une faute, ou un nom propre, un sigle, un terme du métier : celui-là
s'inscrit dans ``mots.txt``, sans quoi il faut écrire autrement.
"""

import re
import subprocess
from pathlib import Path

import pytest
from prose import lire_ateliers, lire_fichier, lire_modeles, lire_scripts, lister_fichiers

LISTE = Path(__file__).with_name("mots.txt")
MOT = re.compile(r"(?<!\w)[^\W\d_]+(?:[’'-][^\W\d_]+)*")
ELISION = re.compile(r"^(?:[cdjlmnstCDJLMNST]|[qQ]u)[’']")
# Une adresse, un nom de fichier, un nom de programme : ce ne sont pas des mots.
TECHNIQUE = re.compile(
    r"https?://\S+|www\.\S+|[\w.-]+@[\w.-]+|\b[\w/-]+\.[a-z]{2,5}\b|\b\w*_\w+\b|(?<!\w)\.[a-z]{2,5}\b"
)


def relever_mots(passages):
    """Rendre les mots des passages, et pour chacun les lieux où il est écrit."""
    lieux = {}
    for ou, texte in passages:
        for mot in MOT.findall(TECHNIQUE.sub(" ", texte)):
            lieux.setdefault(ELISION.sub("", mot).replace("’", "'"), []).append(ou)
    return lieux


def demander_au_dictionnaire(mots):
    """Rendre les mots que le dictionnaire français ne connaît pas."""
    try:
        reponse = subprocess.run(
            ["hunspell", "-d", "fr", "-i", "utf-8", "-l"],
            input="\n".join(sorted(mots)) + "\n",
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.fail("Hunspell ou son dictionnaire français manque : installez les paquets de .ci/paquets.")
    inconnus = set(reponse.stdout.split("\n")) - {""}
    # Une majuscule de début de phrase ne fait pas un autre mot.
    return {
        mot if mot[:1].lower() + mot[1:] not in inconnus else mot[:1].lower() + mot[1:] for mot in inconnus
    }


@pytest.fixture(scope="module")
def lieux():
    passages = [*lire_modeles(), *lire_ateliers(), *lire_scripts()]
    for fichier in lister_fichiers():
        passages += lire_fichier(fichier)
    return relever_mots(passages)


@pytest.fixture(scope="module")
def inconnus(lieux):
    return demander_au_dictionnaire(lieux)


@pytest.fixture(scope="module")
def admis():
    return LISTE.read_text(encoding="utf-8").splitlines()


def test_les_textes_sont_sans_faute(lieux, inconnus, admis):
    fautes = {mot: lieux.get(mot, ["?"])[:3] for mot in sorted(inconnus - set(admis))}
    assert not fautes, "\n".join(f"{mot} : {', '.join(ou)}" for mot, ou in fautes.items())


def test_la_liste_du_cours_ne_porte_que_des_mots_utiles(inconnus, admis):
    assert sorted(set(admis) - inconnus) == [], "mots connus du dictionnaire, ou qu’aucun texte n’emploie"


def test_la_liste_du_cours_est_triee(admis):
    assert admis == sorted(set(admis))


def test_une_faute_est_vue_et_une_elision_comprise():
    mots = relever_mots([("ici", "L’entreprise achette, voir cours.py et https://a.fr/zzz : jusqu’au siège")])
    assert demander_au_dictionnaire(mots) == {"achette"}
