"""Imprimer le site construit en PDF : ``python book/_vivant/imprimer.py SITE``.

Chaque document va dans ``_pdf/`` et chaque page reçoit les liens des siens, avec leurs pages et leur poids.
C'est Chromium qui imprime, par la feuille d'impression du site. Les polices sont des paquets npm : la même
page donne le même PDF sur toutes les machines.
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
import paquet
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import IndirectObject, NameObject, TextStringObject

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
SCRIPT = distribution.ICI / "imprimer.js"
STYLE = distribution.ICI.parent / "_style" / "livre.css"
CHAPO = '<p class="livre-chapo">Un cours ouvert de BTS, GPME, NDRC et MCO</p>'
LIVRE = "cours"
SUJET, PREPARER = "book/sujet.html", "book/enseigner/preparer.html"
# Le livre entier : ce qui se lit sur le papier, dans cet ordre.
PARTIES: dict[str, Sequence[str]] = {
    "Le cours": [*CHAPITRES],
    "Compléments": [*COMPLEMENTS],
    "Dossiers d’entraînement": [*DOSSIERS],
    "Repères": ["chiffres", "droit", "glossaire", "a-propos"],
}
ARTICLE = re.compile(r'<article class="livre-article">(.*?)</article>', re.DOTALL)
# Ce qui, dans une page, en désigne une partie : dans le livre, chaque page a les siennes.
DESIGNE = re.compile(r'(\s(?:id|for|headers|aria-(?:labelledby|describedby|controls|owns))=")([^"]+)(")')
ANCRE = re.compile(r'(url\(|\shref=")([^")]*)')


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
        yield Document(f"sujet-{nom}", f"{sujet.intitule}, avec les données de la classe", SUJET, texte)
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
        yield Document(f"sujet-{nom}-corrige", f"Corrigé · {sujet.intitule}", PREPARER, texte)


def ecrire_polices() -> str:
    """Écrire la feuille qui porte les polices du papier."""
    regles = []
    for police, graisse, style in GRAISSES:
        octets = (POLICES / police / "files" / f"{police}-latin-{graisse}-{style}.woff2").read_bytes()
        regles.append(
            f'@font-face {{ font-family: "{police}"; font-weight: {graisse}; font-style: {style}; '
            f"src: url(data:font/woff2;base64,{base64.b64encode(octets).decode()}); }}"
        )
    regles.append(
        ':root { --ch-texte: "source-sans-3", sans-serif !important; '
        '--ch-titres: "source-serif-4", serif !important; } .livre-pied { display: none; } '
        "body, svg, h3 span { font-family: var(--ch-texte) !important; } "
        "h1, h2, h3 { font-family: var(--ch-titres) !important; }"
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


def habiller(vue: Page, *feuilles: str) -> None:
    """Ajouter à la page ouverte ce qui la prépare au papier."""
    vue.add_script_tag(path=SCRIPT)
    vue.add_style_tag(content="\n".join(feuilles))


def imprimer(vue: Page) -> bytes:
    """Imprimer la page ouverte, une fois préparée.

    Chromium écrit les signets de ce qu'il a posé : sans l'espace d'un titre à la ligne, et deux fois en haut
    d'une colonne. Ils reprennent ici les titres de la page.
    """
    document = PdfWriter(clone_from=io.BytesIO(vue.pdf(tagged=True, outline=True, prefer_css_page_size=True)))
    titres = {serrer(titre): titre for titre in vue.evaluate("listerTitres()")}

    def corriger(signet: IndirectObject | None) -> None:
        while signet:
            signet = signet.get_object()
            dit = serrer(signet["/Title"])
            moitie = dit[: len(dit) // 2]
            titre = titres.get(moitie if dit == 2 * moitie else dit)
            if titre:
                signet[NameObject("/Title")] = TextStringObject(titre)
            corriger(signet.get("/First"))
            signet = signet.get("/Next")

    corriger(document.root_object["/Outlines"].get("/First"))
    # La fenêtre du lecteur montre le titre, non le nom du fichier.
    document.create_viewer_preferences().display_doctitle = True
    octets = io.BytesIO()
    document.write(octets)
    return octets.getvalue()


def serrer(titre: str) -> str:
    """Ne garder d'un titre que ses lettres et ses chiffres.

    Examples
    --------
    >>> serrer("Le risque : 2")
    'Lerisque2'
    """
    return re.sub(r"\W", "", titre)


def imprimer_document(vue: Page, site: str, document: Document, polices: str, publie: str = "") -> bytes:
    """Imprimer un document.

    Parameters
    ----------
    vue : Page
    site : str
        L'adresse du site, servi ici.
    document : Document
    polices : str
    publie : str
        L'adresse du site publié ; vide, les liens vers d'autres pages n'en sont plus.

    Returns
    -------
    bytes
    """
    if document.texte:
        vue.set_content(document.texte)
    else:
        vue.goto(site + document.page)
    vue.evaluate("(classe) => classe && document.documentElement.classList.add(classe)", document.classe)
    habiller(vue, polices, ecrire_pied(vue.title()))
    vue.evaluate("(adresse) => preparerPapier(adresse)", publie and f"{publie.rstrip('/')}/{document.page}")
    return imprimer(vue)


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
            page = paquet.MARQUE_PDF.sub(b"", (site / "book" / f"{nom}.html").read_bytes()).decode()
            corps = ARTICLE.search(page)[1]

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
    logo = vue.locator(".livre-marque svg").evaluate("(dessin) => dessin.outerHTML")
    droits = html.escape(vue.locator(".livre-pied p").first.inner_text())
    couverture = (
        f'<article class="livre-article livre-couverture">{logo}<h1>{html.escape(titre)}</h1>{CHAPO}'
        f'<p class="livre-droits">{droits}</p></article>'
        '<article class="livre-article"><h1>Table des matières</h1>'
        '<nav class="livre-table" aria-label="Table des matières"></nav></article>'
    )
    habiller(vue, polices, ecrire_pied(titre))
    vue.evaluate("(livre) => assemblerLivre(livre)", [titre, couverture + assembler_livre(site, parties)])
    pieds = []
    for article in vue.locator(".livre-article[id]").all():
        nom = article.get_attribute("id")
        # Une feuille ne se nomme pas par un chiffre.
        pieds.append(f'.livre-article[id="{nom}"] {{ page: p-{nom}; }}')
        pieds.append(ecrire_pied(article.locator("h1").inner_text().removesuffix("¶"), f"p-{nom}"))
    vue.add_style_tag(content="\n".join([*pieds, STYLE.read_text(encoding="utf-8")]))
    vue.evaluate("preparerPapier('')")
    lecteur = PdfReader(io.BytesIO(imprimer(vue)))
    lieux = lecteur.named_destinations.items()
    pages = {nom.removeprefix("/"): lecteur.get_destination_page_number(lieu) + 1 for nom, lieu in lieux}
    vue.evaluate("(pages) => numeroterLivre(pages)", pages)
    return imprimer(vue)


def peser(octets: int) -> str:
    """Dire le poids d'un fichier.

    Examples
    --------
    >>> peser(640_000), peser(52_300)
    ('0,6\u202fMo', '52\u202fko')
    """
    if octets < 100_000:
        return ecrire_nombre(octets // 1000, 0, "ko")
    return ecrire_nombre(octets / 1e6, 1, "Mo")


def poser_liens(site: Path, documents: Sequence[Document]) -> None:
    """Écrire dans chaque page les liens de ses PDF ; les refaire ne change rien."""
    for page in {document.page for document in documents}:
        liens = []
        for document in documents:
            if document.page != page:
                continue
            fichier = site / paquet.DOSSIER_PDF / f"{document.nom}.pdf"
            pages = compter(len(PdfReader(fichier).pages), "page")
            dit = f"{document.lien} (PDF, {pages}, {peser(fichier.stat().st_size)})"
            vers = f"{'../' * page.count('/')}{paquet.DOSSIER_PDF}/{fichier.name}"
            liens.append(f'<li><a href="{vers}">{html.escape(typographier(dit))}</a></li>')
        bloc = (
            '<nav class="livre-pdf" aria-labelledby="livre-pdf-titre">'
            f'<p id="livre-pdf-titre">À imprimer</p><ul>{"".join(liens)}</ul></nav>'
        )
        fichier = site / page
        avant, apres = paquet.MARQUE_PDF.split(fichier.read_bytes())
        fichier.write_bytes(avant + bloc.encode() + apres)


def ouvrir_contexte(playwright: Playwright) -> BrowserContext:
    """Ouvrir Chromium, celui du système ou celui de Playwright.

    Les polices sont dans la feuille ajoutée, que la politique du site n'attend pas.
    """
    chromium = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
    )
    return chromium.new_context(locale="fr-FR", color_scheme="light", bypass_csp=True)


def main(site: Path) -> None:
    """Écrire les PDF d'un site, leurs liens et leur archive ; dire ce que chacun contient."""
    dossier = site / paquet.DOSSIER_PDF
    enseignant = (site / "solutions").is_dir()
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir()
    documents = [
        Document(LIVRE, "Le cours entier", "book/index.html"),
        *lister_documents(enseignant),
    ]
    polices = ecrire_polices()
    publie = os.environ.get("URL_SITE", "").strip()
    with hebergement.lire_servir().servir(site, port=0) as adresse, sync_playwright() as playwright:
        contexte = ouvrir_contexte(playwright)
        for document in documents:
            vue = contexte.new_page()
            if document.nom == LIVRE:
                octets = imprimer_livre(vue, site, adresse, polices)
            else:
                octets = imprimer_document(vue, adresse, document, polices, publie)
            vue.close()
            (dossier / f"{document.nom}.pdf").write_bytes(octets)
            pages = compter(len(PdfReader(io.BytesIO(octets)).pages), "page")
            print(f"{document.nom}.pdf\u202f: {pages}, {peser(len(octets))}", flush=True)
        contexte.browser.close()
    poser_liens(site, documents)
    archive = paquet.RACINE / "_build" / f"{'enseignant' if enseignant else 'cours'}-pdf.zip"
    paquet.ecrire_paquet({f.name: f.read_bytes() for f in sorted(dossier.iterdir())}, archive, archive.stem)
    print(f"{archive}\u202f: {peser(archive.stat().st_size)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
