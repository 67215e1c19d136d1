"""Le poids d'une page avant de l'éveiller : elle s'ouvre vite derrière la ligne partagée d'une classe."""

import gzip
import re
from html.parser import HTMLParser

import pytest

PLAFOND = 100_000  # octets, comprimés
DEMANDES = {"stylesheet", "icon", "preload", "modulepreload"}
PARTIES = {
    "dessins": r"<svg\b.*?</svg>",
    "tableaux": r"<table\b.*?</table>",
    "programmes": r"<pre\b.*?</pre>",
    "feuilles de style": r"<style\b.*?</style>",
    "fichiers écrits dans la page": r'(?:src|href)="data:[^"]*"',
}


class Demandes(HTMLParser):
    """Relever les fichiers qu'une page demande en s'ouvrant."""

    def __init__(self):
        super().__init__()
        self.adresses = set()

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if tag in ("script", "img") and attributs.get("src"):
            self.adresses.add(attributs["src"])
        elif tag == "link" and DEMANDES & set((attributs.get("rel") or "").split()):
            self.adresses.add(attributs["href"])


def peser(octets: bytes) -> int:
    return min(len(octets), len(gzip.compress(octets)))


def peser_page(fichier) -> dict[str, int]:
    """Peser la page et ce qu'elle demande : chaque fichier et son poids."""
    demandes = Demandes()
    demandes.feed(fichier.read_text(encoding="utf-8"))
    poids = {fichier.name: peser(fichier.read_bytes())}
    for adresse in demandes.adresses:
        if not adresse.startswith("data:"):
            demande = (fichier.parent / adresse.partition("?")[0]).resolve()
            poids[demande.name] = peser(demande.read_bytes())
    return poids


def peser_parties(texte: str) -> dict[str, int]:
    """Dire ce que la page pèserait de moins sans chacune de ses parties."""
    entier = peser(texte.encode())
    return {
        nom: entier - peser(re.sub(motif, "", texte, flags=re.DOTALL).encode())
        for nom, motif in PARTIES.items()
    }


def test_une_page_pese_peu_avant_de_s_eveiller(site, page_lue):
    fichiers = peser_page(site / page_lue)
    if sum(fichiers.values()) > PLAFOND:
        parties = peser_parties((site / page_lue).read_text(encoding="utf-8"))
        dits = [
            f"{nom} {poids / 1000:.1f} ko"
            for nom, poids in sorted((fichiers | parties).items(), key=lambda paire: -paire[1])
        ]
        pytest.fail(
            f"{page_lue} pèse {sum(fichiers.values()) / 1000:.1f} ko avant de s’éveiller, "
            f"plus de {PLAFOND // 1000} : {', '.join(dits)}."
        )


def test_la_pesee_compte_ce_que_la_page_demande(tmp_path):
    (tmp_path / "a.css").write_bytes(bytes(range(200)))
    (tmp_path / "b.js").write_bytes(bytes(range(100)))
    (tmp_path / "a.csv").write_bytes(b"pese plus tard")
    page = tmp_path / "page.html"
    page.write_text(
        '<link rel="stylesheet" href="a.css?v=1"><link rel="next" href="c.html">'
        '<script src="b.js"></script><a download="a.csv" href="a.csv">ici</a>'
    )
    poids = peser_page(page)
    assert poids.keys() == {"page.html", "a.css", "b.js"} and (poids["a.css"], poids["b.js"]) == (200, 100)


def test_la_pesee_dit_quelle_partie_pese():
    dessin = "<svg>" + " ".join(str(n * n) for n in range(2000)) + "</svg>"
    parties = peser_parties(f"<p>court</p>{dessin}<table><td>1</td></table>")
    assert max(parties, key=parties.get) == "dessins" and parties["dessins"] > 2000


def test_un_tableau_se_telecharge_d_une_page_qui_dort(ouvrir_page, site):
    vue = ouvrir_page("book/4-pareto.html")
    with vue.expect_download() as attente:
        vue.locator("a[download='clients-CLASSE-0.csv']").first.click()
    assert attente.value.suggested_filename == "clients-CLASSE-0.csv"
    recu = attente.value.path().read_bytes()
    assert recu in [fichier.read_bytes() for fichier in site.glob("_donnees/*/clients-CLASSE-0.csv")]
