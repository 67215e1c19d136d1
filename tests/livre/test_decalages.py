"""La page ne saute pas : du premier affichage à la fin du chargement, rien ne change de place."""

import json
import re

import pytest

SEUIL = 0.02  # somme des « layout shifts » ; 0,1 est la limite d'une bonne page pour le Web
LENTEUR = 4  # Lighthouse ralentit autant une machine pour en faire un téléphone ordinaire
CONFORTS = {"sans réglage": {}, "texte grand": {"taille": "grande", "interligne": "large"}}
ECRANS = {390: 844, 1280: 900}
# Les scripts de la page n'arrivent qu'après le premier affichage, le pire des cas pour ce qu'ils ajoutent.
AFFICHEE = """() => document.readyState === 'interactive'
  && performance.getEntriesByName('first-contentful-paint').length > 0"""
RELEVER = """async () => {
  await new Promise((fin) => requestAnimationFrame(() => requestAnimationFrame(fin)));
  await new Promise((fin) => requestIdleCallback(fin));
  const observateur = new PerformanceObserver(() => {});
  observateur.observe({ type: 'layout-shift', buffered: true });
  const placer = ({ x, y, width, height }) => `[${[x, y, width, height].map(Math.round)}]`;
  return observateur.takeRecords().map(({ value, sources }) => ({ value, sources: sources.map((source) => {
    const { node, previousRect, currentRect } = source;
    const element = node?.outerHTML ? node : node?.parentElement;
    return `${placer(previousRect)} → ${placer(currentRect)} ${element?.outerHTML.slice(0, 120)}`;
  }) }));
}"""


class Lecteur:
    """Un lecteur : un écran, un confort choisi ou non, une machine lente."""

    def __init__(self, navigateur, serveur, largeur, confort):
        self.confort = CONFORTS[confort]
        memoire = [{"name": "confort-du-cours", "value": json.dumps(self.confort)}] if self.confort else []
        self.contexte = navigateur.new_context(
            locale="fr-FR",
            color_scheme="light",
            viewport={"width": largeur, "height": ECRANS[largeur]},
            storage_state={"origins": [{"origin": serveur.removesuffix("/cours/"), "localStorage": memoire}]},
        )
        self.vue = self.contexte.new_page()
        self.serveur, self.retenus = serveur, []
        self.session = self.contexte.new_cdp_session(self.vue)
        self.vue.route(re.compile(r"/(cours|amorce)\.js"), self.retenir)

    def retenir(self, demande):
        """Garder la demande d'un script jusqu'au premier affichage."""
        if self.retenus is None:
            demande.continue_()
        else:
            self.retenus.append(demande)

    def ouvrir(self, page, lenteur):
        """Ouvrir une page ; rendre ses décalages, du premier affichage à la fin du chargement."""
        self.retenus = []
        # Le temps d'un chargement seulement : ralentir une page occupe le processeur, même quand elle attend.
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": lenteur})
        self.vue.goto(self.serveur + page, wait_until="commit")
        self.vue.wait_for_function(AFFICHEE)
        pose = self.vue.evaluate("({ ...document.documentElement.dataset })")
        assert pose.items() >= self.confort.items(), "le confort choisi n’est pas là au premier affichage"
        retenus, self.retenus = self.retenus, None
        assert retenus, "aucun script n’a été retenu : le test ne jugerait pas ce qu’ils ajoutent"
        for demande in retenus:
            demande.continue_()
        self.vue.wait_for_load_state("load")
        decalages = self.vue.evaluate(RELEVER)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        return decalages


@pytest.fixture(scope="module")
def lecteurs(navigateur, serveur):
    """Les quatre lecteurs, qui passent de page en page."""
    quatre = {
        f"{largeur} px, {confort}": Lecteur(navigateur, serveur, largeur, confort)
        for largeur in ECRANS
        for confort in CONFORTS
    }
    yield quatre
    for lecteur in quatre.values():
        lecteur.contexte.close()


def decrire(decalages):
    return "".join(
        f"\n  {decalage['value']:.3f} : " + "\n          ".join(decalage["sources"]) for decalage in decalages
    )


def test_rien_ne_change_de_place_au_chargement(request, lecteurs, page_lue):
    # De page en page, la largeur alterne, puis le confort ; un téléphone sur deux est lent.
    rang = request.node.callspec.indices["page_lue"]
    largeur, confort = tuple(ECRANS)[rang % 2], tuple(CONFORTS)[rang // 2 % 2]
    nom = f"{largeur} px, {confort}"
    decalages = lecteurs[nom].ouvrir(page_lue, LENTEUR if largeur == 390 and rang // 4 % 2 else 1)
    somme = sum(decalage["value"] for decalage in decalages)
    assert somme <= SEUIL, f"{page_lue}, {nom} : {somme:.3f}{decrire(decalages)}"


def test_le_releve_voit_un_en_tete_qui_grandit(lecteurs):
    lecteur = lecteurs["390 px, sans réglage"]
    lecteur.ouvrir("book/index.html", LENTEUR)
    lecteur.vue.evaluate("document.querySelector('.livre-entete').style.paddingBottom = '9rem'")
    assert sum(decalage["value"] for decalage in lecteur.vue.evaluate(RELEVER)) > SEUIL
