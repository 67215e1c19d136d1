"""L'habillage du livre : un thème Sphinx léger, en français, qui n'appelle aucun autre site.

Le thème (``book/_ext/theme``) et sa feuille de style (``book/_style/cours.css``) remplacent ceux de
Jupyter Book, dont une page ordinaire pèse dix fois plus. Cette extension y ajoute ce que Sphinx ne sait
pas faire seul : formules en MathML, tableaux qui défilent dans leur cadre, scripts limités aux pages qui
en ont besoin, et une exécution refaite quand le code ou les données du cours changent.
"""

import base64
import hashlib
import html
import json
import os
import re
import shutil
from pathlib import Path

import jupytext
from docutils import nodes
from jupyter_cache import get_cache
from latex2mathml.converter import convert
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.errors import ConfigError
from sphinx.search.fr import SearchFrench
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from course_helpers import __version__, palette
from course_helpers.chapitres import CHAPITRES, DOSSIERS, PARCOURS
from course_helpers.ecriture import typographier

RACINE = Path(__file__).resolve().parents[2]
THEME = Path(__file__).parent / "theme"
LOGO = RACINE / "book" / "_static" / "logo.svg"
TEMOIN = ".livre-construit"
IMAGE_CARTE = "_static/apercu.png"

# Les seuls fichiers qu'une page charge : la feuille et le script du cours.
FICHIERS = "cours."

# Ce que les chapitres annoncent de leurs compétences, et leur titre.
LIENS = re.compile(r"^# .*|^.*(?:En lien avec|, bloc \d).*", re.MULTILINE)

# Le titre d'un atelier, dont seule la page sait le niveau.
TITRE_ATELIER = 'class="ch-titre" role="heading"'

# Un fichier à télécharger écrit dans la page ; son adresse une fois posé à côté d'elle.
FICHIER_PORTE = re.compile(r'<a download="(?P<nom>[^"/]+)" href="data:[^,"]+;base64,(?P<octets>[^"]*)"')
FICHIERS_POSES = "_donnees"

# Les pages que seul le site de l'enseignant a, et celle où leur adresse mène ailleurs.
RESERVEES, OUVERTE = "book/enseigner", "book/enseigner.html"

# En caractères : ce qu'une cellule étroite écrirait un mot par ligne.
LONGUE = 24

BOUTON_SYNTHESE = (
    '<p class="livre-si-js"><button class="livre-bouton" type="button" data-action="imprimer-synthese">'
    '<span class="livre-icone livre-icone-imprimante" aria-hidden="true"></span>'
    "Imprimer la synthèse</button></p>"
)


class TraducteurCours(HTML5Translator):
    """Le traducteur HTML de Sphinx : tableaux qui défilent dans leur cadre, encadrés qui se replient."""

    def visit_admonition(self, node, name=""):
        """Ouvrir un encadré, en repli natif quand il porte la classe « dropdown »."""
        super().visit_admonition(node, name)
        if "dropdown" in node["classes"]:
            self.body[-1] = self.body[-1].replace("<div", "<details", 1)

    def depart_admonition(self, node=None):
        """Fermer un encadré."""
        self.body.append("</details>\n" if node and "dropdown" in node["classes"] else "</div>\n")

    def visit_title(self, node):
        """Écrire un titre ; celui d'un encadré replié en est la commande."""
        super().visit_title(node)
        if isinstance(node.parent, nodes.Admonition) and "dropdown" in node.parent["classes"]:
            self.body[-1] = self.body[-1].replace("<p", "<summary", 1)
            self.context[-1] = "</summary>\n"

    def add_permalink_ref(self, node, title):
        """Écrire le lien d'un titre pour la souris seule : lus, ils seraient tous « lien »."""
        super().add_permalink_ref(node, title)
        self.body[-1] = self.body[-1].replace(
            '<a class="headerlink"', '<a class="headerlink" aria-hidden="true" tabindex="-1"'
        )

    def visit_entry(self, node):
        """Ouvrir une cellule, qui dit ce qu'elle nomme : sa colonne ou sa ligne."""
        if len(node.astext()) > LONGUE:
            node["classes"].append("livre-texte")
        super().visit_entry(node)
        if "<th" in self.body[-1]:
            portee = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
            self.body[-1] = self.body[-1].replace("<th", f'<th scope="{portee}"', 1)

    def visit_table(self, node):
        """Ouvrir le cadre du tableau, qui porte son titre ou, faute de titre, ceux de ses colonnes."""
        titre = node.next_node(nodes.title)
        entete = node.next_node(nodes.thead)
        entrees = entete.findall(nodes.entry) if entete else ()
        nom = titre.astext() if titre else ", ".join(filter(None, (e.astext() for e in entrees)))
        nom = f"Tableau\u202f: {nom}" if nom else "Tableau"
        self.body.append(f'<div class="ch-defile" role="group" tabindex="0" aria-label="{self.attval(nom)}">')
        super().visit_table(node)

    def depart_table(self, node):
        """Fermer le cadre du tableau."""
        super().depart_table(node)
        self.body.append("</div>\n")


class Typographie(SphinxTransform):
    """Soigner la typographie des textes, pour que les sources s'écrivent au clavier sans y penser."""

    default_priority = 870  # avant que Sphinx relève les titres pour le sommaire (880)

    def apply(self, **kwargs):
        """Reprendre chaque texte, hors programmes et formules."""
        for texte in list(self.document.findall(nodes.Text)):
            if isinstance(texte.parent, (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw)):
                continue
            soigne = typographier(texte.astext())
            if soigne != texte.astext():
                texte.parent.replace(texte, nodes.Text(soigne))


class NommerLignes(SphinxTransform):
    """Faire de la première colonne d'un tableau le nom de ses lignes, quand elle les distingue."""

    default_priority = 880

    def apply(self, **kwargs):
        """Marquer la première colonne de chaque tableau dont elle nomme les lignes."""
        for groupe in self.document.findall(nodes.tgroup):
            corps = groupe.next_node(nodes.tbody)
            noms = [rangee[0].astext().strip() for rangee in corps] if corps else []
            colonne = groupe.next_node(nodes.colspec)
            if groupe["cols"] > 1 and noms and all(noms) and len(set(noms)) == len(noms):
                colonne["stub"] = 1


class NiveauDesAteliers(SphinxPostTransform):
    """Donner au titre d'un atelier le niveau qui suit celui de la partie où il se trouve."""

    default_priority = 220  # MyST-NB a rendu les résultats des cellules
    formats = ("html",)

    def run(self, **kwargs):
        """Compter les parties qui contiennent chaque atelier."""
        for brut in list(self.document.findall(nodes.raw)):
            if TITRE_ATELIER not in brut.astext():
                continue
            ancetre, niveau = brut.parent, 1
            while ancetre is not None:
                niveau += isinstance(ancetre, nodes.section)
                ancetre = ancetre.parent
            texte = re.sub(rf'({TITRE_ATELIER} aria-level=)"\d"', rf'\1"{niveau}"', brut.astext())
            brut.parent.replace(brut, nodes.raw("", texte, **brut.attributes))


class ProgrammeSousLeResultat(SphinxPostTransform):
    """Placer le programme replié d'une cellule après son résultat : la page se lit d'abord."""

    default_priority = 200  # juste après celui de MyST-NB, qui replie
    formats = ("html",)

    def run(self, **kwargs):
        """Déplacer chaque repli à la fin de sa cellule."""
        for repli in list(self.document.findall(HideCodeCellNode)):
            cellule = repli.parent
            if "ch-python" in cellule.parent["classes"]:  # sous l'onglet Python, il se lit d'abord
                repli["ouvert"] = True
                continue
            cellule.remove(repli)
            cellule.append(repli)


class BoutonDeLaSynthese(SphinxPostTransform):
    """Mettre sous la synthèse d'un chapitre le bouton qui n'imprime qu'elle."""

    default_priority = 220
    formats = ("html",)

    def run(self, **kwargs):
        """Ajouter le bouton ; sans script, il ne se montre pas."""
        for synthese in list(self.document.findall(nodes.container)):
            if "ch-synthese" in synthese["classes"]:
                rang = synthese.parent.index(synthese) + 1
                synthese.parent.insert(rang, nodes.raw("", BOUTON_SYNTHESE, format="html"))


class NumeroterCellules(SphinxPostTransform):
    """Donner une ancre à chaque cellule montrée : la page vivante y remet ses résultats."""

    default_priority = 210
    formats = ("html",)

    def run(self, **kwargs):
        """Numéroter les cellules dans l'ordre de la page."""
        montrees = (n for n in self.document.findall(nodes.container) if n.get("nb_element") == "cell_code")
        for rang, cellule in enumerate(montrees, start=1):
            cellule["ids"].append(f"cellule-{rang}")


def ecrire_cellules(app, pagename):
    """Écrire à côté de la page les programmes de ses cellules, que la page vivante rejoue.

    Returns
    -------
    str or None
        Le nom du fichier ; ``None`` si aucune cellule n’y est « vivant » (un atelier, une série).
    """
    source = Path(app.env.doc2path(pagename))
    if not source.is_file() or "{code-cell}" not in source.read_text(encoding="utf-8"):
        return None
    cellules, rang = [], 0
    for cellule in jupytext.read(source, fmt="md:myst").cells:
        if cellule.cell_type != "code":
            continue
        etiquettes = cellule.metadata.get("tags", [])
        rang += "remove-cell" not in etiquettes
        ancre = None if "remove-cell" in etiquettes else f"cellule-{rang}"
        # Un résultat sans programme à montrer est déjà dans la page : rien ne le rejoue.
        if "remove-input" in etiquettes and "vivant" not in etiquettes:
            continue
        cellules.append({"ancre": ancre, "etiquettes": etiquettes, "source": cellule.source})
    if not any("vivant" in cellule["etiquettes"] for cellule in cellules):
        return None
    octets = json.dumps(cellules, ensure_ascii=False).encode()
    # Son nom change avec lui : aucun navigateur ne garde d'anciennes cellules à la place.
    fichier = Path(app.outdir) / f"{pagename}.{hashlib.sha256(octets).hexdigest()[:8]}.cellules.json"
    fichier.parent.mkdir(parents=True, exist_ok=True)
    for ancien in fichier.parent.glob(f"{Path(pagename).name}*.cellules.json"):
        ancien.unlink()
    fichier.write_bytes(octets)
    return fichier.name


def ouvrir_repli(traducteur, node):
    """Ouvrir le repli d'un programme ; MyST-NB en nomme la commande en anglais."""
    ouvert = " open" if node.get("ouvert") else ""
    traducteur.body.append(
        f'<details class="livre-programme"{ouvert}><summary>{node["prompt_show"]}</summary>\n'
    )


def fermer_repli(traducteur, node):
    """Fermer le repli d'un programme."""
    traducteur.body.append("</details>\n")


def visiter_formule(traducteur, node):
    """Écrire une formule en MathML, dans le fil du texte : aucun script n'est nécessaire pour l'afficher."""
    traducteur.body.append(convert(node.astext()))
    raise nodes.SkipNode


def visiter_formule_bloc(traducteur, node):
    """Écrire une formule sur sa ligne, qui défile seule si elle est trop large."""
    formule = convert(node.astext(), display="block")
    traducteur.body.append(f'<div class="livre-formule">{formule}</div>\n')
    raise nodes.SkipNode


def choisir_fichiers(fichiers):
    """Garder la feuille et le script du cours.

    Les autres (scripts de recherche, état des widgets, couleurs que le thème donne déjà) sont écartés.
    """
    return [fichier for fichier in fichiers if FICHIERS in str(getattr(fichier, "filename", fichier) or "")]


def lister_parties(env, pagename):
    """Lister les parties d'une page : triplets (ancre, titre, sous-parties), sur deux niveaux."""

    def descendre(branche, niveau):
        for partie in branche.children[1:2] if niveau else []:
            for feuille in partie.children:
                if isinstance(feuille, nodes.list_item):
                    lien = feuille.next_node(nodes.reference)
                    yield lien["anchorname"], lien.astext(), list(descendre(feuille, niveau - 1))

    titre = env.tocs[pagename].next_node(nodes.list_item)
    return list(descendre(titre, 2)) if titre else []


def numeroter(app, config):
    """Donner au bas de chaque page le numéro de version du cours ; s'il change, les pages sont récrites."""
    config.release = __version__


def lire_adresse(app, config):
    """Lire l'adresse du site publié dans la variable ``URL_SITE`` : vide, la page ne dit pas où elle est.

    Sphinx en tire le lien canonique de chaque page, et récrit les pages quand elle change.
    """
    adresse = os.environ.get("URL_SITE", "").strip()
    if adresse and not re.fullmatch(r"https?://[^\s?#]+", adresse):
        raise ConfigError(
            f"URL_SITE vaut « {adresse} » : donnez l’adresse du site, par exemple https://exemple.fr/cours/."
        )
    config.html_baseurl = f"{adresse.rstrip('/')}/" if adresse else ""


def lire_description(doctree):
    """Lire la description d'une page, celle de son en-tête ``html_meta`` ; vide s'il n'y en a pas."""
    metas = doctree.findall(nodes.meta) if doctree else ()
    return next((meta["content"] for meta in metas if meta.get("name") == "description"), "")


def ecrire_carte(adresse, page, titre, site, description):
    """Écrire ce qu'un réseau social ou une messagerie montre d'un lien vers la page.

    Parameters
    ----------
    adresse : str
        Celle du site, avec sa barre finale ; vide, rien n'est écrit.
    page : str
        Le chemin de la page dans le site.
    titre, site, description : str

    Returns
    -------
    str
        Des balises ``<meta>``, une par ligne.

    Examples
    --------
    >>> print(ecrire_carte("https://exemple.fr/", "a.html", "L'ABC", "Le cours", "")[:58])
    <meta property="og:type" content="article">
    <meta property
    """
    if not adresse:
        return ""
    proprietes = {
        "og:type": "article",
        "og:locale": "fr_FR",
        "og:site_name": site,
        "og:title": titre,
        "og:description": description,
        "og:url": adresse + page,
        "og:image": adresse + IMAGE_CARTE,
        "og:image:alt": f"Une page du cours « {site} »",
    }
    balises = [
        f'<meta property="{nom}" content="{html.escape(typographier(valeur))}">'
        for nom, valeur in proprietes.items()
        if valeur
    ]
    return "\n".join([*balises, '<meta name="twitter:card" content="summary_large_image">'])


def decrire_page(app, pagename, titre, doctree):
    """Écrire la carte d'une page du livre ; l'accueil porte le titre du cours."""
    site = app.config.html_title
    titre = site if pagename == app.config.master_doc else html.unescape(re.sub("<[^>]+>", "", titre))
    return ecrire_carte(app.config.html_baseurl, f"{pagename}.html", titre, site, lire_description(doctree))


def ecrire_plan(adresse, pages):
    """Écrire le plan du site que lisent les moteurs de recherche (``sitemap.xml``)."""
    lieux = "".join(f"<url><loc>{html.escape(adresse + page)}</loc></url>\n" for page in sorted(pages))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lieux}</urlset>\n'
    )


def epargner_styles(corps: str) -> str:
    """Ne garder qu'une fois la feuille que chaque atelier, chaque série apporte pour un cahier.

    Examples
    --------
    >>> epargner_styles("<style>a</style>1<style>a</style>2<style>b</style>")
    '<style>a</style>12<style>b</style>'
    """
    vues = set()

    def garder(feuille):
        deja = feuille[0] in vues
        vues.add(feuille[0])
        return "" if deja else feuille[0]

    return re.sub(r"<style>.*?</style>", garder, corps, flags=re.DOTALL)


def poser_fichiers(corps: str, site: Path, racine: str = "") -> str:
    """Poser dans le site les fichiers qu'une page porte en elle, et en écrire l'adresse à la place.

    Un atelier, une série donnent leurs tableaux dans la page même : un cahier, une page éveillée n'ont pas
    d'autre endroit. Une page qui dort les a à côté d'elle : ils ne pèsent plus avant le clic, et un même
    tableau donné deux fois n'y est qu'une.

    Parameters
    ----------
    corps : str
        Le HTML de la page.
    site : Path
        Le dossier du site, où chaque fichier va sous l'empreinte de son contenu.
    racine : str
        Ce qui mène de la page à la racine du site.

    Returns
    -------
    str
    """

    def poser(lien):
        octets = base64.b64decode(lien["octets"])
        adresse = f"{FICHIERS_POSES}/{hashlib.sha256(octets).hexdigest()[:8]}/{lien['nom']}"
        fichier = site / html.unescape(adresse)
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(octets)
        return f'<a download="{lien["nom"]}" href="{racine}{adresse}"'

    return FICHIER_PORTE.sub(poser, corps)


def retirer_fichiers(site: Path) -> None:
    """Retirer les fichiers qu'aucune page ne donne plus : un ancien corrigé se téléchargerait encore."""
    for rangement in (FICHIERS_POSES, "_downloads"):
        donnes = set()
        for page in site.rglob("*.html"):
            donnes.update(re.findall(rf"{rangement}/(\w+)/", page.read_text(encoding="utf-8")))
        for dossier in (site / rangement).glob("*"):
            if dossier.name not in donnes:
                shutil.rmtree(dossier)


def preparer_page(app, pagename, templatename, context, doctree):
    """Donner au gabarit le logo, le plan de la page, sa carte, et les seuls fichiers utiles."""
    for sorte in ("css_files", "script_files"):
        context[sorte] = choisir_fichiers(context[sorte])
    if "body" in context:
        racine = "../" * pagename.count("/")
        context["body"] = poser_fichiers(epargner_styles(context["body"]), Path(app.outdir), racine)
    context["logo_svg"] = LOGO.read_text(encoding="utf-8").strip()
    context["author"] = app.config.author
    context["cellules"] = ecrire_cellules(app, pagename) if doctree else None
    context["parties"] = lister_parties(app.env, pagename) if doctree else []
    context["enseignant"] = est_pour_enseignant(app)
    context["a_liens"] = pagename.removeprefix("book/") in (*PARCOURS, *DOSSIERS)
    context["carte"] = decrire_page(app, pagename, context["title"], doctree) if doctree else ""


def est_pour_enseignant(app) -> bool:
    """Dire si ce site est celui de l'enseignant, qui a les pages réservées."""
    return any(page.startswith(f"{RESERVEES}/") for page in app.env.found_docs)


def calculer_empreinte(dossiers=("src", "datasets", "book/_ext")):
    """Calculer l'empreinte de ce dont les pages sont faites, hors texte : code, données, habillage."""
    empreinte = hashlib.sha256()
    # La page des référentiels lit les compétences que les autres annoncent.
    for page in sorted(p for p in (RACINE / "book").glob("*-*.md") if p.stem in PARCOURS):
        empreinte.update("".join(LIENS.findall(page.read_text(encoding="utf-8"))).encode())
    for dossier in dossiers:
        for fichier in sorted((RACINE / dossier).rglob("*")):
            if fichier.is_file() and fichier.suffix != ".pyc":
                empreinte.update(fichier.relative_to(RACINE).as_posix().encode() + fichier.read_bytes())
    return empreinte.hexdigest()[:16]


def rattacher_cache(app, config):
    """Ranger l'exécution des pages sous l'empreinte du code : un code changé ne relit pas l'ancienne.

    Le cache de Jupyter ne connaît que le texte des cellules ; sans cela, corriger une figure laisserait
    l'ancienne figure dans le livre.
    """
    config.empreinte_cours = calculer_empreinte()
    # Sans cela, Sphinx ne recopierait pas une feuille de style changée seule.
    config.empreinte_statique = calculer_empreinte(["book/_static", "book/_style"])
    caches = Path(app.outdir).parent / ".jupyter_cache"
    for ancien in caches.glob("*"):
        if ancien.name != config.empreinte_cours:
            shutil.rmtree(ancien) if ancien.is_dir() else ancien.unlink()
    config.nb_execution_cache_path = str(caches / config.empreinte_cours)
    # Sa base existe avant que plusieurs cœurs y écrivent : chacun voudrait sinon la créer.
    cache = get_cache(config.nb_execution_cache_path)
    cache.list_cache_records()
    # Il compte ses pages deux fois pour ôter les plus vieilles : celle qu'un autre cœur inscrit entre-temps
    # est de trop, sans être écrite, et la construction s'arrête. Ici, seul un code changé vide le cache.
    type(cache).truncate_caches = lambda cache: None


def ecrire_style(app):
    """Écrire la feuille du site : la palette, puis l'habillage, en un seul fichier à demander."""
    dossier = Path(app.outdir) / "_static"
    dossier.mkdir(parents=True, exist_ok=True)
    habillage = (RACINE / "book" / "_style" / "cours.css").read_text(encoding="utf-8")
    (dossier / "cours.css").write_text(palette.FEUILLE + habillage, encoding="utf-8")


def ecrire_classeurs(app, config):
    """Écrire les classeurs que les pages donnent à télécharger, sauf ceux qui n'ont pas changé."""
    from course_helpers.classeurs import CLASSEURS, ecrire_classeur, preparer_classeur

    dossier = RACINE / "_build" / "classeurs"
    dossier.mkdir(parents=True, exist_ok=True)
    for nom in CLASSEURS:
        classeur = preparer_classeur(nom)
        for fichier, corrige in ((f"{nom}.xlsx", False), (f"{nom}-corrige.xlsx", True)):
            octets = ecrire_classeur(classeur, corrige=corrige)
            if not (dossier / fichier).exists() or (dossier / fichier).read_bytes() != octets:
                (dossier / fichier).write_bytes(octets)


def ecrire_renvois(app):
    """Mener à l'accueil depuis la racine du site, et à chaque page depuis l'adresse qu'elle avait."""

    def ecrire(page, **valeurs):
        rendue = app.builder.templates.render("renvoi.html", valeurs)
        (Path(app.outdir) / page).write_text(rendue, encoding="utf-8")

    accueil = app.config.master_doc
    # On partage l'adresse du site plus souvent que celle de l'accueil : la carte est la même.
    carte = decrire_page(app, accueil, "", app.env.get_doctree(accueil))
    ecrire(
        "index.html",
        cible=f"{accueil}.html",
        titre=app.config.html_title,
        lien="Ouvrir le cours",
        carte=carte,
    )
    anciens = {chapitre.cle: chapitre.ancien for chapitre in CHAPITRES.values() if chapitre.ancien}
    if not est_pour_enseignant(app):
        (Path(app.outdir) / RESERVEES).mkdir(exist_ok=True)
        for nom in (*PARCOURS, *anciens.values()):
            ecrire(
                f"{RESERVEES}/{nom}.html",
                cible=os.path.relpath(OUVERTE, RESERVEES),
                titre="Cette page est dans le site de l’enseignant",
                lien="J’enseigne",
                ancienne=True,
                canonique=app.config.html_baseurl and f"{app.config.html_baseurl}{OUVERTE}",
            )
    for page in app.env.found_docs:
        dossier, nom = os.path.split(page)
        if nom in anciens:
            ecrire(
                f"{dossier}/{anciens[nom]}.html",
                cible=f"{nom}.html",
                titre="Cette page a changé d’adresse",
                lien=app.env.titles[page].astext(),
                ancienne=True,
                canonique=app.config.html_baseurl and f"{app.config.html_baseurl}{page}.html",
            )


def terminer(app, erreur):
    """Écrire les renvois et le plan du site, et laisser le témoin que les tests lisent."""
    if erreur or app.builder.name != "html":
        return
    # Sphinx laisse en place la page d'une source renommée ou retirée : un lien mort y resterait vivant.
    pages = {Path(app.outdir) / f"{nom}.html" for nom in app.env.found_docs}
    for dossier in {page.parent for page in pages} | {Path(app.outdir) / RESERVEES}:
        for ancienne in set(dossier.glob("*.html")) - pages:
            ancienne.unlink()
    retirer_fichiers(Path(app.outdir))
    ecrire_renvois(app)
    plan = Path(app.outdir) / "sitemap.xml"
    if app.config.html_baseurl:
        noms = (page.relative_to(app.outdir).as_posix() for page in pages)
        plan.write_text(ecrire_plan(app.config.html_baseurl, noms), encoding="utf-8")
    else:
        plan.unlink(missing_ok=True)
    (Path(app.outdir).parent / TEMOIN).touch()


COLLES = re.compile(r"^0\d|^\d+[^\W\d]|^[^_]*[^\W\d_]{4}\d|\d{6}|^[^_]{21,}$")


class Francais(SearchFrench):
    """La recherche, sans les cases de tableaux qu'elle collerait : « 0003154pharmac », « bellorive16 ».

    La moitié de l'index en était faite. Un nom de programme, avec ses tirets bas, se cherche.
    """

    def word_filter(self, word):
        """Dire si un mot entre dans l'index."""
        return super().word_filter(word) and not COLLES.search(word)


def setup(app):
    """Brancher l'habillage sur Sphinx."""
    app.add_search_language(Francais)
    app.add_html_theme("cours", str(THEME))
    # Sans ce script, ses commandes n'auraient plus d'effet : elles disparaissent.
    repli = "document.documentElement.classList.remove('livre-js')"
    app.add_js_file("cours.js", loading_method="defer", onerror=repli)
    app.add_html_math_renderer("mathml", (visiter_formule, None), (visiter_formule_bloc, None))
    # Jupyter Book n'a pas d'option pour cela : chaque cœur, huit au plus, lit sa part des pages et joue leurs
    # programmes.
    app.parallel = min(8, os.cpu_count() or 1)
    # Jupyter Book la charge, le cours n'en emploie rien (_config.yml), et elle ne dit pas qu'elle le permet.
    if numerotation := app.extensions.get("sphinx_multitoc_numbering"):
        numerotation.parallel_read_safe = True
    app.set_translator("html", TraducteurCours)
    app.add_node(HideCodeCellNode, override=True, html=(ouvrir_repli, fermer_repli))
    app.add_transform(Typographie)
    app.add_transform(NommerLignes)
    app.add_post_transform(ProgrammeSousLeResultat)
    app.add_post_transform(NumeroterCellules)
    app.add_post_transform(BoutonDeLaSynthese)
    app.add_post_transform(NiveauDesAteliers)
    app.add_config_value("empreinte_cours", "", "env")
    app.add_config_value("empreinte_statique", "", "html")
    app.add_config_value("comments_config", {}, "")  # Jupyter Book le fixe même sans sphinx_comments
    # Avant MyST-NB, qui lit le chemin du cache au même moment.
    app.connect("config-inited", rattacher_cache, priority=100)
    app.connect("config-inited", ecrire_classeurs)
    app.connect("config-inited", lire_adresse)
    app.connect("config-inited", numeroter)
    app.connect("builder-inited", ecrire_style)
    app.connect("html-page-context", preparer_page, priority=900)
    app.connect("build-finished", terminer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
