"""Imprimer le site construit en PDF : ``python book/_vivant/imprimer.py SITE``.

Chaque document va dans ``_pdf/`` et chaque page reçoit les liens des siens, avec leurs pages et leur poids.
C'est Chromium qui imprime, par la feuille d'impression du site ; ses polices sont des paquets npm, pour que la
même page donne le même PDF sur toutes les machines.
"""

import base64
import html
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import distribution
import hebergement
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from course_helpers import __version__
from course_helpers.chapitres import CHAPITRES, COMPLEMENTS, DOSSIERS, PARCOURS, SYNTHESE
from course_helpers.ecriture import compter, ecrire_nombre, typographier
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.enseignant.sujet_imprime import Destinataire, ecrire_corriges, ecrire_sujets
from course_helpers.exercices.sujets_prets import lister_sujets_prets
from course_helpers.tirages.reserve import CLASSE

POLICES = distribution.ICI / "page" / "node_modules" / "@fontsource"
GRAISSES = [("source-sans-3", g, style) for g in (400, 600, 700) for style in ("normal", "italic")]
GRAISSES += [("source-serif-4", 600, "normal")]
STYLE = distribution.ICI.parent / "_style" / "livre.css"
CHAPO = '<p class="livre-chapo">Un cours ouvert de BTS, GPME, NDRC et MCO</p>'
DOSSIER = "_pdf"
LIVRE = "cours"
# Le livre entier : ce qui se lit sur le papier, dans cet ordre.
PARTIES: dict[str, Sequence[str]] = {
    "Le cours": [*CHAPITRES],
    "Compléments": [*COMPLEMENTS],
    "Dossiers d’entraînement": [*DOSSIERS],
    "Repères": ["chiffres", "droit", "glossaire", "a-propos"],
}
ARTICLE = re.compile(r'<article class="livre-article">(.*?)</article>', re.DOTALL)
MARQUE = re.compile(r"<!--pdf-->.*?<!--/pdf-->", re.DOTALL)
# Ce qui, dans une page, en désigne une partie : dans le livre, chaque page a les siennes.
DESIGNE = re.compile(r'(\s(?:id|for|headers|aria-(?:labelledby|describedby|controls|owns))=")([^"]+)(")')
ANCRE = re.compile(r'(url\(#|\shref=")([^")]*)')

# Les liens vers le site n'ont pas d'adresse sur le papier, à moins qu'on la connaisse. Cet écouteur passe après
# celui de la page, qui nomme les chapitres cités.
DELIER = """(site) => addEventListener("beforeprint", () => {
  for (const lien of document.querySelectorAll("a[href]")) {
    const adresse = lien.getAttribute("href");
    if (/^(#|https?:)/.test(adresse)) continue;
    if (site && !lien.download) lien.href = new URL(adresse, site); else lien.removeAttribute("href");
  }
})"""
# Chromium ferait de chaque hachure une image d'une page entière : redessinée, elle reste nette et légère.
HACHURER = """() => document.querySelectorAll("svg [fill^='url(#']").forEach((forme, rang) => {
  const motif = document.getElementById(forme.getAttribute("fill").slice(5, -1));
  const creer = (nom, attributs) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", nom);
    for (const [cle, valeur] of Object.entries(attributs)) element.setAttribute(cle, valeur);
    return element;
  };
  const { x, y, width, height } = forme.getBBox();
  const pas = motif.width.baseVal.value;
  const [fond, ...traits] = motif.children;
  const decoupe = creer("clipPath", { id: `hachure-${rang}` });
  const groupe = creer("g", { "clip-path": `url(#hachure-${rang})` });
  decoupe.append(creer(forme.localName, Object.fromEntries([...forme.attributes].map(({ name, value }) => [name, value]))));
  groupe.append(decoupe, creer("rect", { x, y, width, height, fill: fond.getAttribute("fill") }));
  for (let i = Math.floor(x / pas); i * pas < x + width; i += 1) {
    for (let j = Math.floor(y / pas); j * pas < y + height; j += 1) {
      const carreau = creer("g", { transform: `translate(${i * pas} ${j * pas})` });
      carreau.append(...traits.map((trait) => trait.cloneNode(true)));
      groupe.append(carreau);
    }
  }
  forme.before(groupe);
  forme.setAttribute("fill", "none");
})"""
CHARGER_POLICES = "Promise.all([...document.fonts].map((police) => police.load())).then(() => {})"
# La table du livre : ses titres sont ceux des pages, et le second passage sait leurs numéros.
ASSEMBLER = """([titre, articles]) => {
  document.title = titre;
  document.querySelector(".livre-article").outerHTML = articles;
  const table = document.querySelector(".livre-table");
  for (const article of document.querySelectorAll(".livre-article[id]")) {
    if (article.dataset.partie) table.append(Object.assign(document.createElement("h2"), { textContent: article.dataset.partie }));
    for (const titre of article.querySelectorAll("h1, h2, h3")) {
      const ancre = titre.closest("section")?.id;
      if (!ancre) continue;
      const copie = titre.cloneNode(true);
      copie.querySelectorAll(".headerlink").forEach((lien) => lien.remove());
      const ligne = Object.assign(document.createElement("a"), { className: titre.localName, href: `#${ancre}` });
      ligne.append(Object.assign(document.createElement("span"), { textContent: copie.textContent }), document.createElement("b"));
      table.append(ligne);
    }
  }
}"""
NUMEROTER = """(pages) => document.querySelectorAll(".livre-table a").forEach((ligne) => {
  ligne.lastChild.textContent = pages[decodeURIComponent(ligne.hash.slice(1))] ?? "";
})"""


@dataclass(frozen=True)
class Document:
    """Un PDF à écrire.

    Parameters
    ----------
    nom : str
        Celui du fichier, sans suffixe.
    lien : str
        Ce que le lien en dit.
    page : str
        La page du site qui le donne, et celle que l'on imprime si ``texte`` est vide.
    texte : str
        Une page entière, qui n'est pas dans le site.
    classe : str
        Ce que le site pose sur la page pour n'en imprimer qu'une partie.
    """

    nom: str
    lien: str
    page: str
    texte: str = ""
    classe: str = ""


def lister_documents(enseignant: bool) -> Iterator[Document]:
    """Lister les PDF d'un site, sauf le livre entier.

    Parameters
    ----------
    enseignant : bool
        Ajouter les corrigés.
    """
    for cle in PARCOURS:
        page = f"book/{cle}.html"
        yield Document(cle, "Le chapitre" if cle in CHAPITRES else "Le complément", page)
        yield Document(f"{cle}-synthese", "La synthèse", page, classe="livre-synthese-seule")
        if cle in CHAPITRES:
            a_trous = ecrire_fiches(cle + SYNTHESE, [CLASSE])
            yield Document(f"{cle}-synthese-a-completer", "La synthèse à compléter", page, a_trous)
    for cle in DOSSIERS:
        yield Document(cle, "Le dossier", f"book/{cle}.html")
    for nom, sujet in lister_sujets_prets().items():
        texte = ecrire_sujets(sujet, [Destinataire()])
        yield Document(f"sujet-{nom}", sujet.intitule, "book/sujet.html", texte)
    if not enseignant:
        return
    for cle in PARCOURS:
        page = f"book/enseigner/{cle}.html"
        yield Document(
            f"{cle}-corrige",
            "Les exercices et leur corrigé",
            page,
            ecrire_fiches(cle, [CLASSE], corrige=True),
        )
        if cle in CHAPITRES:
            a_trous = ecrire_fiches(cle + SYNTHESE, [CLASSE], corrige=True)
            yield Document(f"{cle}-synthese-corrige", "La synthèse à compléter, corrigée", page, a_trous)
    for cle in DOSSIERS:
        yield Document(f"{cle}-corrige", "Le corrigé du dossier", f"solutions/{cle}.html")
    for nom, sujet in lister_sujets_prets().items():
        texte = ecrire_corriges(sujet, [Destinataire()])
        yield Document(f"sujet-{nom}-corrige", f"Corrigé · {sujet.intitule}", "book/enseigner/preparer.html", texte)


def ecrire_polices() -> str:
    """Écrire la feuille qui porte les polices du papier."""
    regles = []
    for paquet, graisse, style in GRAISSES:
        octets = (POLICES / paquet / "files" / f"{paquet}-latin-{graisse}-{style}.woff2").read_bytes()
        regles.append(
            f'@font-face {{ font-family: "{paquet}"; font-weight: {graisse}; font-style: {style}; '
            f"src: url(data:font/woff2;base64,{base64.b64encode(octets).decode()}); }}"
        )
    regles.append(
        ':root { --ch-texte: "source-sans-3", sans-serif !important; --ch-titres: "source-serif-4", serif '
        "!important; } body, svg { font-family: var(--ch-texte) !important; } .livre-pied { display: none; }"
    )
    return "\n".join(regles)


def ecrire_pied(titre: str, selecteur: str = "") -> str:
    """Écrire la règle qui met au bas des feuilles un titre et leur numéro.

    Examples
    --------
    >>> ecrire_pied("Le « titre »").startswith('@page  { @bottom-left { content: "Le « titre » ·')
    True
    """
    titre = f"{titre} · version {__version__} · CC BY-SA 4.0".replace("\\", "\\\\").replace('"', '\\"')
    police = 'color: #333; font: 8pt "source-sans-3", sans-serif;'
    return (
        f'@page {selecteur} {{ @bottom-left {{ content: "{titre}"; white-space: nowrap; {police} }} '
        f"@bottom-right {{ content: counter(page); {police} }} }}"
    )


def imprimer(vue: Page, adresse: str = "") -> bytes:
    """Imprimer la page ouverte."""
    vue.evaluate(CHARGER_POLICES)
    vue.evaluate(HACHURER)
    vue.evaluate(DELIER, adresse)
    return vue.pdf(tagged=True, outline=True, prefer_css_page_size=True)


def ouvrir(vue: Page, site: str, document: Document, polices: str) -> None:
    """Ouvrir ce qui s'imprime, avec ses polices et son pied de page."""
    if document.texte:
        vue.set_content(document.texte)
    else:
        vue.goto(site + document.page)
    vue.evaluate("(classe) => classe && document.documentElement.classList.add(classe)", document.classe)
    vue.add_style_tag(content=polices + ecrire_pied(vue.title()))


def assembler_livre(site: Path, parties: dict[str, Sequence[str]] = PARTIES) -> str:
    """Réunir en un document les articles des pages construites.

    Parameters
    ----------
    site : Path
    parties : dict
        Titre de partie → noms de pages.

    Returns
    -------
    str
        Le HTML des articles. Une ancre y porte le nom de sa page, et un lien vers une page du livre y mène.
    """
    pages = [nom for noms in parties.values() for nom in noms]
    articles = []
    for partie, noms in parties.items():
        for nom in noms:
            corps = ARTICLE.search((site / "book" / f"{nom}.html").read_text(encoding="utf-8"))[1]

            def renommer(trouve: re.Match, nom: str = nom) -> str:
                return trouve[1] + " ".join(f"{nom}--{ancre}" for ancre in trouve[2].split()) + trouve[3]

            def rediriger(trouve: re.Match, nom: str = nom) -> str:
                page, diese, ancre = trouve[2].partition("#")
                cible = page.removesuffix(".html") or nom
                if cible not in pages or not (diese or page):
                    return trouve[0]
                return f"{trouve[1]}#{cible}--{ancre}" if ancre else f"{trouve[1]}#{cible}"

            corps = ANCRE.sub(rediriger, DESIGNE.sub(renommer, corps))
            debut = f' data-partie="{html.escape(partie)}"' * (nom == noms[0])
            articles.append(f'<article class="livre-article" id="{nom}"{debut}>{corps}</article>')
    return "\n".join(articles)


def imprimer_livre(vue: Page, site: Path, adresse: str, polices: str, parties=PARTIES) -> bytes:
    """Imprimer le livre : une fois pour savoir où tombent les titres, une fois avec leurs numéros."""
    vue.goto(f"{adresse}book/{next(iter(CHAPITRES))}.html")
    titre = vue.locator(".livre-marque").inner_text()
    couverture = (
        f'<article class="livre-article livre-couverture">{vue.locator(".livre-marque svg").evaluate("el => el.outerHTML")}'
        f"<h1>{html.escape(titre)}</h1>{CHAPO}"
        f'<p class="livre-droits">{html.escape(vue.locator(".livre-pied p").first.inner_text())}</p></article>'
        '<article class="livre-article livre-sommaire-papier"><h1>Table des matières</h1>'
        '<nav class="livre-table" aria-label="Table des matières"></nav></article>'
    )
    vue.evaluate(ASSEMBLER, [titre, couverture + assembler_livre(site, parties)])
    pieds = [ecrire_pied(titre), STYLE.read_text(encoding="utf-8")]
    for article in vue.locator(".livre-article[id]").all():
        nom = article.get_attribute("id")
        # Une page nommée par un chiffre n'est pas un nom pour CSS.
        pieds.append(f'.livre-article[id="{nom}"] {{ page: p-{nom}; }}')
        pieds.append(ecrire_pied(article.locator("h1").inner_text().removesuffix("¶"), f"p-{nom}"))
    vue.add_style_tag(content="\n".join([polices, *pieds]))
    lecteur = PdfReader(io.BytesIO(imprimer(vue)))
    vue.evaluate(
        NUMEROTER,
        {
            nom.removeprefix("/"): lecteur.get_destination_page_number(lieu) + 1
            for nom, lieu in lecteur.named_destinations.items()
        },
    )
    return imprimer(vue)


def peser(octets: int) -> str:
    """Dire le poids d'un fichier.

    Examples
    --------
    >>> peser(640_000), peser(52_300)
    ('0,6\u202fMo', '52\u202fko')
    """
    return ecrire_nombre(octets / 1e6, 1, "Mo") if octets >= 100_000 else ecrire_nombre(octets // 1000, 0, "ko")


def poser_liens(site: Path, documents: Sequence[Document]) -> None:
    """Écrire dans chaque page les liens de ses PDF ; les refaire ne change rien."""
    for page in {document.page for document in documents}:
        liens = []
        for document in documents:
            if document.page != page:
                continue
            fichier = site / DOSSIER / f"{document.nom}.pdf"
            pages = compter(len(PdfReader(fichier).pages), "page")
            dit = f"{document.lien} (PDF, {pages}, {peser(fichier.stat().st_size)})"
            vers = f"{'../' * page.count('/')}{DOSSIER}/{fichier.name}"
            liens.append(f'<li><a href="{vers}">{html.escape(typographier(dit))}</a></li>')
        bloc = f'<!--pdf--><ul class="livre-pdf" aria-label="À imprimer">{"".join(liens)}</ul><!--/pdf-->'
        fichier = site / page
        fichier.write_text(MARQUE.sub(lambda _: bloc, fichier.read_text(encoding="utf-8")), encoding="utf-8")  # noqa: B023


def main(site: Path) -> None:
    """Écrire les PDF d'un site, puis leurs liens ; dire ce que chacun contient."""
    dossier = site / DOSSIER
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir()
    documents = [
        Document(LIVRE, "Le cours entier", "book/index.html"),
        *lister_documents((site / "solutions").is_dir()),
    ]
    polices = ecrire_polices()
    url = os.environ.get("URL_SITE", "").strip()
    with hebergement.lire_servir().servir(site, port=0) as adresse, sync_playwright() as playwright:
        # Sans chemin, c'est le Chromium de Playwright.
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        # Les polices viennent de la feuille ajoutée, que la politique du site n'attend pas.
        contexte = chromium.new_context(locale="fr-FR", color_scheme="light", bypass_csp=True)
        for document in documents:
            vue = contexte.new_page()
            if document.nom == LIVRE:
                octets = imprimer_livre(vue, site, adresse, polices)
            else:
                ouvrir(vue, adresse, document, polices)
                octets = imprimer(vue, url and f"{url.rstrip('/')}/{document.page}")
            vue.close()
            (dossier / f"{document.nom}.pdf").write_bytes(octets)
            pages = compter(len(PdfReader(io.BytesIO(octets)).pages), "page")
            print(f"{document.nom}.pdf\u202f: {pages}, {peser(len(octets))}", flush=True)
        chromium.close()
    poser_liens(site, documents)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
