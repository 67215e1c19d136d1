// Découper la page en diapositives : des listes d'éléments de la page, que l'on montre ensemble.
const PASSES = "script, style, link, .livre-si-js, .livre-progres, .livre-programme, .ch-suivi, .ch-de-la-classe, details:not([open]),"
  + " .ch-lien, .headerlink, p:has(> a[download]), .livre-eveil, [hidden], [popover]";
const TITRES = ":is(h1, h2, h3, h4, h5, h6, .rubric, .ch-serie > .ch-intitule)";
const PROSE = "p, ul, ol, dl, blockquote, .livre-formule, .stream, .text_plain";
const OBJETS = "figure, table, pre, .admonition, .ch-atelier, .ch-carte, .ch-defile, .ch-schema, .sd-card, details";
// Ce qu'un bloc coupé redit en tête de chaque diapositive.
const TETES = "caption, colgroup, thead, summary, .admonition-title, .ch-titre, .ch-entete, .ch-intitule, dt:first-child";
const PLEIN = 0.62; // de la hauteur : au-delà, un paragraphe de plus va sur la diapositive suivante
export const MINIMUM = 24; // px

const article = () => document.querySelector(".livre-article");
const vit = (el) => !el.matches(PASSES) && (el.matches("svg, hr, progress, input") || el.querySelector("svg, input, button") || el.textContent.trim());
const enfants = (el) => [...el.children].filter(vit);
const texteDirect = (el) => [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
export const lireTitre = (titre) => (titre?.firstElementChild?.matches("span:not(.headerlink)") ? titre : { textContent: titre?.textContent ?? "" }).textContent.replace(/¶$/, "").trim();

/** La place d'une diapositive, et le corps de texte qu'elle permet. */
export function mesurer() {
  const scene = document.querySelector("main"), { paddingTop, paddingBottom } = getComputedStyle(scene);
  const haut = scene.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  const corps = Math.max(MINIMUM, Math.round(28 * Math.min(innerWidth / 1280, innerHeight / 720)));
  return { haut, corps, serre: Math.max(MINIMUM, Math.round(corps * 0.86)) };
}

let montres = [];
export function cacher() {
  for (const el of montres) {
    delete el.dataset.diapo;
    if (el.style.counterSet) el.style.counterSet = "";
    if (el.getAttribute("style") === "") el.removeAttribute("style");
  }
  montres = [];
}
/** Montrer ces éléments de la page, et rien d'autre de l'article. */
function poser(elements) {
  cacher();
  const racine = article().parentElement;
  for (const el of elements) {
    if (!el.isConnected) continue;
    el.dataset.diapo = "la";
    montres.push(el);
    // Une liste numérotée reprend où elle en était.
    if (el.matches("ol > li")) el.style.counterSet = `list-item ${[...el.parentElement.children].indexOf(el) + (el.parentElement.start || 1)}`;
    for (let sur = el.parentElement; sur && sur !== racine && !sur.dataset.diapo; sur = sur.parentElement) {
      sur.dataset.diapo = "vers";
      montres.push(sur);
    }
  }
}
const regler = (corps, figure) => {
  document.documentElement.style.setProperty("--diapo-corps", `${corps}px`);
  document.documentElement.style.setProperty("--diapo-figure", `${figure}px`);
};

/** Montrer une diapositive, ses figures à la place qui reste ; dire si elle tient, et de quelle hauteur. */
function essayer(elements, place, corps, genre) {
  poser(elements);
  const boite = article(), racine = document.documentElement;
  const depasse = () => boite.scrollWidth > boite.clientWidth + 1;
  regler(corps, place.haut);
  delete racine.dataset.etroit;
  if (depasse()) racine.dataset.etroit = "";
  let hauteur = boite.scrollHeight;
  const figure = montres.find((el) => el.dataset.diapo === "la" && el.matches(":is(figure, .ch-schema, .ch-atelier, .ch-carte, :has(figure))"))
    && [...boite.querySelectorAll("[data-diapo=la] :is(.ch-figure, .ch-schema) svg, .ch-figure[data-diapo=la] svg")].find((svg) => svg.checkVisibility());
  if (figure && hauteur > place.haut) {
    const dessin = figure.getBoundingClientRect().height;
    const reste = dessin - (hauteur - place.haut) - 1;
    // Dans un atelier, les réglages peuvent être plus hauts que la figure : la réduire ne gagne rien de plus.
    if (reste >= place.haut * (genre === "figure" ? 0.6 : 0.3)) {
      regler(corps, reste);
      hauteur = boite.scrollHeight;
    }
  }
  return { tient: hauteur <= place.haut + 1 && !depasse(), hauteur };
}

const dire = (el) => el.matches(".ch-atelier") ? "atelier" : el.matches("figure, .ch-schema") || (el.matches("div") && el.querySelector("figure")) ? "figure"
  : el.matches(".ch-carte") ? "carte" : el.matches("table, .ch-defile") || el.querySelector(":scope > table") ? "tableau"
  : el.matches(".admonition, details") ? "encadre" : el.matches(PROSE) ? "prose" : "bloc";

/** Lire la page : ses blocs dans l'ordre, chacun avec les titres qui le précèdent. */
function lister() {
  const blocs = [];
  let partie, annonces = [];
  const descendre = (el) => {
    for (const enfant of enfants(el)) {
      if (enfant.matches(TITRES)) {
        if (enfant.matches("h1, h2, h3, h4, h5, h6")) { partie = enfant; annonces = []; }
        annonces.push(enfant);
        if (enfant.matches("h1")) { blocs.push({ el: enfant, partie, annonces: [], genre: "titre" }); annonces = []; }
      } else if (!enfant.matches(`${OBJETS}, ${PROSE}`) && !texteDirect(enfant) && enfants(enfant).length && enfant.matches(`section, .cell, :has(${OBJETS}, p, ul, ol)`)) {
        descendre(enfant);
      } else {
        blocs.push({ el: enfant, partie, annonces, genre: dire(enfant) });
        annonces = [];
      }
    }
  };
  descendre(article());
  return blocs;
}

/** Couper un bloc trop haut : ce qui se redit, et ce qui se suit. Rien, s'il ne se coupe pas. */
function diviser(el) {
  if (el.matches("p, svg, figure, pre, tr, h1, .livre-formule, .ch-corps") || texteDirect(el)) return null;
  if (el.matches(".ch-atelier")) return null;
  let parties = enfants(el);
  while (parties.length === 1) [el, parties] = [parties[0], enfants(parties[0])];
  if (el.matches("p, svg, figure, pre, tr") || texteDirect(el)) return null;
  const tetes = parties.filter((p) => p.matches(TETES));
  const suite = parties.filter((p) => !tetes.includes(p)).flatMap((p) => (p.matches("tbody") ? [...p.rows] : [p]));
  return suite.length > (tetes.length ? 0 : 1) ? { tetes, suite } : null;
}

/** Couper un élément en diapositives dont chacune tient. */
function couper(el, devant, place, corps, genre) {
  const tient = (elements, c = corps) => essayer([...devant, ...elements], place, c, genre).tient;
  if (tient([el])) return [{ elements: [...devant, el], corps }];
  const morceaux = diviser(el);
  if (!morceaux) {
    for (const plus of [place.serre, MINIMUM]) if (plus < corps && tient([el], plus)) return [{ elements: [...devant, el], corps: plus }];
    if (devant.length) return couper(el, [], place, corps, genre);
    return [{ elements: [el], corps: MINIMUM, deborde: true }];
  }
  const { tetes, suite } = morceaux, diapos = [];
  let courant = [];
  const finir = () => { if (courant.length) diapos.push({ elements: [...devant, ...tetes, ...courant], corps }); courant = []; };
  for (const partie of suite) {
    if (tient([...tetes, ...courant, partie])) { courant.push(partie); continue; }
    finir();
    if (tient([...tetes, partie])) courant.push(partie);
    else diapos.push(...couper(partie, [...devant, ...tetes], place, corps, genre));
  }
  finir();
  return diapos;
}

/** Découper toute la page. Une diapositive : ses éléments, son corps de texte, son genre, sa partie. */
export function decouper() {
  const place = mesurer(), diapos = [], blocs = lister();
  for (let rang = 0; rang < blocs.length; rang += 1) {
    const { el, partie, annonces, genre } = blocs[rang];
    const large = ["prose", "bloc", "tableau"].includes(genre);
    const titres = genre === "figure" ? [] : annonces.length ? annonces : large && partie && !partie.matches("h1") ? [partie] : [];
    const corps = ["atelier", "tableau", "carte"].includes(genre) ? place.serre : place.corps;
    const elements = [...titres, el];
    let fin;
    // Des paragraphes courts vont ensemble ; une phrase qui annonce va avec ce qu'elle annonce.
    if (genre === "prose") {
      for (let suivant = rang + 1; suivant < blocs.length; suivant += 1) {
        const autre = blocs[suivant], annonce = /:\s*$/.test(blocs[suivant - 1].el.textContent) || autre.el.matches("ul, ol");
        if (autre.partie !== partie || autre.annonces.length || !(autre.genre === "prose" || (annonce && autre.genre === "tableau"))) break;
        const { tient, hauteur } = essayer([...elements, autre.el], place, autre.genre === "tableau" ? place.serre : corps, genre);
        if (!tient || (!annonce && hauteur > place.haut * PLEIN)) break;
        elements.push(autre.el);
        fin = autre.genre === "tableau" ? place.serre : corps;
        rang = suivant;
      }
    }
    const coupees = fin ? [{ elements, corps: fin }] : couper(el, titres, place, corps, genre);
    diapos.push(...coupees.map((diapo) => ({ ...diapo, genre, partie, bloc: el })));
  }
  return diapos;
}

/** Montrer une diapositive ; un texte court se montre plus grand. */
export function montrer({ elements, corps, genre }) {
  const place = mesurer();
  const plus = ["prose", "encadre", "titre", "bloc"].includes(genre) && corps === place.corps ? [1.5, 1.25] : [];
  for (const fois of [...plus, 1]) {
    const { tient, hauteur } = essayer(elements, place, Math.round(corps * fois), genre);
    if (fois !== 1 && !(tient && hauteur <= place.haut * 0.9)) continue;
    // De l'air au-dessus : un titre reste à la même hauteur, ce qui n'en a pas se pose au milieu.
    const air = Math.max(0, place.haut - hauteur) / 2.4;
    document.documentElement.style.setProperty("--diapo-air", `${elements[0].matches(TITRES) && elements[1] ? Math.min(air, innerHeight * 0.03) : air}px`);
    return tient;
  }
}
