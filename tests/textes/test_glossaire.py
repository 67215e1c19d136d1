"""Le glossaire : chaque terme lié existe, chaque terme défini sert."""

import re

import pytest
from couverture import lister_chapitres
from prose import RACINE, lister_pages

GLOSSAIRE = RACINE / "book" / "glossaire.md"
LIEN = re.compile(r"\{term\}`(?P<texte>[^`<]+?)(?:\s*<(?P<cible>[^>`]+)>)?`")


def lire_termes():
    """Lire les termes définis : les lignes sans retrait du bloc « glossary »."""
    (bloc,) = re.findall(r"^(:::+)\{glossary\}\n(.*?)^\1$", GLOSSAIRE.read_text("utf-8"), re.S | re.M)
    return [ligne for ligne in bloc[1].split("\n") if ligne.strip() and not ligne.startswith((" ", ":"))]


def lister_liens(texte):
    """Lister les termes liés par un texte."""
    return [(lien["cible"] or lien["texte"]).strip().lower() for lien in LIEN.finditer(texte)]


@pytest.fixture(scope="module")
def liens():
    """Les termes liés par chaque page."""
    return {page: lister_liens(page.read_text(encoding="utf-8")) for page in lister_pages()}


def test_les_termes_sont_definis_une_fois_et_dans_l_ordre():
    termes = lire_termes()
    sans_accent = str.maketrans("àâçéèêëîïôùûœ’", "aaceeeeiiouuo'")
    assert len(termes) > 20
    assert termes == sorted(set(termes), key=lambda terme: terme.lower().translate(sans_accent))


def test_chaque_terme_lie_existe(liens):
    termes = {terme.lower() for terme in lire_termes()}
    inconnus = [
        f"{page.name} : {terme}" for page, cites in liens.items() for terme in cites if terme not in termes
    ]
    assert not inconnus, "\n".join(inconnus)


def test_chaque_terme_defini_est_lie_par_une_page(liens):
    cites = {terme for page, termes in liens.items() if page != GLOSSAIRE for terme in termes}
    inutiles = [terme for terme in lire_termes() if terme.lower() not in cites]
    assert not inutiles, f"définis, mais aucune page n’y mène : {', '.join(inutiles)}"


def lister_paragraphes(page):
    """Lister les paragraphes de la partie « Cours » d'un chapitre, sans titres ni programmes."""
    _, cours, _ = re.split(r"^## Cours$|^## Exercices$", page.read_text("utf-8"), maxsplit=2, flags=re.M)
    cours = re.sub(r"^```\{code-cell\}.*?^```$", "", cours, flags=re.S | re.M)
    return [texte for texte in re.split(r"\n\s*\n", cours) if not texte.startswith(("#", "%"))]


@pytest.mark.parametrize("page", lister_chapitres(), ids=lambda page: page.stem)
def test_un_terme_est_lie_la_premiere_fois_que_le_cours_l_emploie(page):
    # Un mot courant (« client », « compte ») a d'autres sens : on ne suit que les expressions et les sigles.
    suivis = [terme.lower() for terme in lire_termes() if " " in terme or terme.isupper()]
    paragraphes = lister_paragraphes(page)
    oublis = []
    for terme in suivis:
        mention = re.compile(rf"(?<!\w){re.escape(terme)}(?!\w)", re.IGNORECASE)
        premier = next((texte for texte in paragraphes if mention.search(texte)), None)
        if premier and terme not in lister_liens(premier):
            oublis.append(f"{terme} : « {premier[:60]}… »")
    assert not oublis, "\n".join(oublis)
