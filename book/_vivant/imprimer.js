// Ce qu'une page du site devient sur le papier. book/_vivant/imprimer.py l'ajoute à la page qu'il imprime.
const creer = (nom, proprietes, ...contenu) => {
  const element = Object.assign(document.createElement(nom), proprietes);
  element.append(...contenu);
  return element;
};

/**
 * Redessiner les hachures. Chromium ferait de chacune une image d'une page entière : un dessin reste net et léger.
 */
function hachurer() {
  const dessiner = (nom, attributs, ...contenu) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", nom);
    for (const [cle, valeur] of Object.entries(attributs)) element.setAttribute(cle, valeur);
    element.append(...contenu);
    return element;
  };
  document.querySelectorAll("svg [fill^='url(#']").forEach((forme, rang) => {
    const motif = document.getElementById(forme.getAttribute("fill").slice(5, -1));
    const pas = motif.width.baseVal.value;
    const [fond, ...traits] = motif.children;
    const { x, y, width, height } = forme.getBBox();
    const contour = Object.fromEntries([...forme.attributes].map(({ name, value }) => [name, value]));
    const groupe = dessiner("g", { "clip-path": `url(#hachure-${rang})` },
      dessiner("clipPath", { id: `hachure-${rang}` }, dessiner(forme.localName, contour)),
      dessiner("rect", { x, y, width, height, fill: fond.getAttribute("fill") }));
    for (let i = Math.floor(x / pas); i * pas < x + width; i += 1) {
      for (let j = Math.floor(y / pas); j * pas < y + height; j += 1) {
        const copies = traits.map((trait) => trait.cloneNode(true));
        groupe.append(dessiner("g", { transform: `translate(${i * pas} ${j * pas})` }, ...copies));
      }
    }
    forme.before(groupe);
    forme.setAttribute("fill", "none");
  });
}

/**
 * Préparer la page ouverte.
 *
 * Un lien vers le site n'a pas d'adresse sur le papier, à moins qu'on la connaisse.
 *
 * @param {string} adresse Celle de la page dans le site publié, ou rien.
 */
window.preparerPapier = async (adresse) => {
  await Promise.all([...document.fonts].map((police) => police.load()));
  hachurer();
  for (const lien of document.querySelectorAll("a[href]:not([href^='#'], [href^='http'])")) {
    if (adresse && !lien.download) lien.href = new URL(lien.getAttribute("href"), adresse);
    else lien.removeAttribute("href");
  }
};

const lireTitre = (titre) => [...titre.childNodes].filter((noeud) => noeud.className !== "headerlink")
  .map((noeud) => noeud.textContent).join("").trim();

/** Lister les titres de la page, tels qu'ils se lisent. */
window.listerTitres = () => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")].map(lireTitre);

/**
 * Mettre le livre à la place de la page, et ses titres dans la table.
 *
 * @param {string} titre
 * @param {string} articles Le HTML de la couverture, de la table et des pages.
 */
window.assemblerLivre = ([titre, articles]) => {
  document.title = titre;
  document.querySelector(".livre-article").outerHTML = articles;
  const table = document.querySelector(".livre-table");
  for (const article of document.querySelectorAll(".livre-article[id]")) {
    const { partie } = article.dataset;
    if (partie) table.append(creer("h2", { textContent: partie }));
    for (const entete of article.querySelectorAll("section[id] > :is(h1, h2, h3)")) {
      table.append(creer("a", { className: entete.localName, href: `#${entete.parentElement.id}` },
        creer("span", { textContent: lireTitre(entete) }), creer("b")));
    }
  }
};

/** Écrire dans la table la page de chaque titre, que le premier passage a donnée. */
window.numeroterLivre = (pages) => {
  for (const ligne of document.querySelectorAll(".livre-table a")) {
    ligne.lastChild.textContent = pages[decodeURIComponent(ligne.hash.slice(1))];
  }
};
