// Découper la page en diapositives : des listes d'éléments de la page, que l'on montre ensemble.
const PASSES = "script, style, link, .livre-si-js, .livre-progres, .livre-programme:not(.ch-python *), .ch-maniere-titre, .ch-suivi, .ch-de-la-classe, details:not([open]),"
  + " .ch-lien, .headerlink, p:not(:is(td, th, .admonition) p):has(> a:is([download], [href*='lite/'])), .livre-eveil, .livre-pdf, [hidden], [popover],"
  // D'une série éveillée, sa progression et ce qui sert à rendre sa copie.
  + " .ch-serie > .widget-html > * > p:first-child:has(> strong), .ch-serie > .widget-vbox:has(> .ch-depot)";
const TITRES = ":is(h1, h2, h3, h4, h5, h6, .rubric, .ch-serie > .ch-intitule, .ch-serie > .widget-html > * > .ch-intitule)";
const PROSE = "p, ul, ol, dl, blockquote, .livre-formule, .stream, .text_plain";
const OBJETS = "figure, table, pre, .admonition, .ch-manieres, .ch-atelier, .ch-carte, .ch-defile, .ch-schema, .sd-card, details";
// Ce qu'un bloc coupé redit en tête de chaque diapositive.
const TETES = ".ch-manieres > fieldset, .widget-html:has(.ch-entete), caption, colgroup, thead, summary, .admonition-title, .ch-titre, .ch-entete, .ch-intitule";
const PHRASE = ":is(.ch-phrase, .ch-alerte)";
const PLEIN = 0.62; // de la hauteur : au-delà, un paragraphe de plus va sur la diapositive suivante
export const MINIMUM = 24; // px
const SERRES = ["atelier", "tableau", "carte"]; // ce qui a plus à montrer qu'à dire

const article = () => document.querySelector(".livre-article");
const texteDirect = (el) => [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
// De trois manières de calculer, celle que l'on a choisie.
const choisi = (el) => !el.matches(".ch-maniere") || el.matches(`.ch-${el.parentElement.querySelector("fieldset :checked")?.value}`);
const vit = (el) => !el.matches(PASSES) && choisi(el) && (el.matches("svg, math, img, progress, input, select, textarea") || texteDirect(el) || [...el.children].some(vit));
const enfants = (el) => [...el.children].filter(vit);
export const lireTitre = (titre) => (titre?.textContent ?? "").replace(/¶$/, "").trim();

/** La place d'une diapositive, et le corps de texte qu'elle permet. */
export function mesurer() {
  const { paddingTop, paddingBottom } = getComputedStyle(scene());
  const haut = scene().clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  const corps = Math.max(MINIMUM, Math.round(28 * Math.min(innerWidth / 1280, innerHeight / 720)));
  return { haut, corps, serre: Math.max(MINIMUM, Math.round(corps * 0.86)) };
}

let montres = [];
export function cacher() {
  for (const el of montres) {
    delete el.dataset.diapo;
    if (el.style.counterSet) el.style.counterSet = "";
    if (el.matches("thead > tr > *")) el.style.width = "";
    if (el.matches("text, .livre-article")) el.style.fontSize = el.style.translate = "";
    if (el.matches("path")) el.style.scale = el.style.transformBox = el.style.transformOrigin = "";
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
// Sur la scène, non sur la racine : elle referait chaque fois le style de toute la page.
export const scene = () => document.querySelector("main");
const regler = (corps, figure) => {
  scene().style.setProperty("--diapo-corps", `${corps}px`);
  scene().style.setProperty("--diapo-figure", `${figure}px`);
};

// Un tableau que l'on coupe garde, sur chaque diapositive, les largeurs de colonnes qu'il a entier.
const largeurs = new WeakMap();
const lireCle = () => `${innerWidth} ${scene().style.getPropertyValue("--diapo-corps")}`;
function noterLargeurs(elements) {
  for (const el of elements) {
    for (const table of el.matches("table") ? [el] : el.querySelectorAll("table")) {
      if (table.tHead && table.checkVisibility()) largeurs.set(table, { cle: lireCle(), etroit: document.documentElement.dataset.etroit, colonnes: [...table.tHead.rows[0].cells].map((titre) => titre.getBoundingClientRect().width) });
    }
  }
}
function fixer(elements) {
  const table = elements.find((el) => el.matches("tbody > tr"))?.closest("table"), notees = largeurs.get(table);
  if (notees?.cle !== lireCle()) return;
  if (notees.etroit) document.documentElement.dataset.etroit = notees.etroit;
  notees.colonnes.forEach((largeur, rang) => {
    const titre = table.tHead.rows[0].cells[rang];
    titre.style.width = `${largeur}px`;
    montres.push(titre);
  });
}

// La part de la hauteur sous laquelle une figure ne descend pas.
const PLANCHERS = { figure: 0.6, atelier: 0.5 };
// D'un atelier : où va sa phrase, et la part de la largeur que prennent ses réglages.
const DISPOSITIONS = ["reglages", "large"].flatMap((phrase) => [30, 36, 42, 48].map((part) => `${phrase} ${part}`));

/** La légende d'un schéma va à côté de lui si cela le laisse plus grand qu'au-dessous. */
function legender(elements, { haut }) {
  const svg = elements.map((el) => el.querySelector(".ch-schema svg[viewBox]")).find(Boolean);
  if (!svg) return "";
  const { width, height } = svg.viewBox.baseVal, large = article().clientWidth;
  return Math.min(0.76 * large / width, haut / height) > Math.min(large / width, (haut - 60) / height) ? "cote" : "";
}

/** Grandir les textes d'une figure trop petits pour une salle, tant qu'aucun n'en touche un autre, ni n'entre dans une forme ou n'en sort. */
function grandir(svg, cadre) {
  const bords = cadre.getBoundingClientRect();
  const textes = [...svg.querySelectorAll("text")].filter((el) => el.textContent.trim()).map((el) => {
    const { a, b } = el.getScreenCTM(), echelle = Math.hypot(a, b), { fontSize, fontWeight, textAnchor } = getComputedStyle(el), corps = parseFloat(fontSize) * echelle;
    return { el, echelle, corps, sorte: corps < MINIMUM ? `${fontWeight} ${textAnchor}` : "" };
  });
  // Des textes presque pareils le restent : une suite de corps voisins fait une sorte.
  let suite = 0, dernier = 0;
  for (const texte of [...textes].sort((un, autre) => un.corps - autre.corps)) {
    if (texte.corps > 1.08 * dernier) suite += 1;
    dernier = texte.corps;
    if (texte.sorte) texte.sorte = `${suite} ${texte.sorte}`;
  }
  const parts = new Map(textes.filter(({ sorte }) => sorte).map(({ sorte }) => [sorte, 1]));
  if (!parts.size) return;
  // L'encre d'une ligne est moins haute que sa ligne.
  const lire = (el) => {
    const { left, right, top, bottom } = el.getBoundingClientRect(), marge = el.matches("text") ? (bottom - top) * 0.14 : 0;
    return { left, right, top: top + marge, bottom: bottom - marge };
  };
  const touche = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const dedans = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const avant = textes.map(({ el }) => lire(el)), aire = ({ left, right, top, bottom }) => (right - left) * (bottom - top);
  const traces = [...svg.querySelectorAll("rect, circle, path, line, polygon, use")].map((el) => [el, lire(el)]).filter(([, { left, right }]) => right > left);
  // Le fond d'un mot grandit avec lui.
  textes.forEach((texte, rang) => { texte.fond = traces.find(([el, place]) => el.matches("path") && dedans(avant[rang], place) && aire(place) < 2.5 * aire(avant[rang]))?.[0]; });
  const fonds = new Set(textes.map(({ fond }) => fond)), formes = traces.flatMap(([el, place]) => (fonds.has(el) ? [] : [place]));
  const tient = ({ left, right, ...place }, rang, places) => {
    const ancien = avant[rang], large = { ...place, left: left - 5 * (left < ancien.left - 0.5), right: right + 5 * (right > ancien.right + 0.5) };
    return dedans(large, bords) && places.every((autre, ici) => ici === rang || !touche(large, autre) || touche(ancien, avant[ici]))
      && formes.every((forme) => (touche(ancien, forme) ? !dedans(ancien, forme) || dedans(large, forme) : !touche(large, forme)));
  };
  for (let genes = [1]; genes.length;) {
    for (const { el, corps, echelle, sorte } of textes) Object.assign(el.style, { translate: "", fontSize: parts.get(sorte) ? `${(corps + (MINIMUM - corps) * parts.get(sorte)) / echelle}px` : "" });
    const places = textes.map(({ el, gauche }, rang) => {
      const place = lire(el), pas = gauche ? place.right - avant[rang].right : 0;
      return { ...place, pas, left: place.left - pas, right: place.right - pas };
    });
    places.forEach(({ pas }, rang) => { if (pas) textes[rang].el.style.translate = `${-pas / textes[rang].echelle}px`; });
    genes = textes.filter((texte, rang) => parts.get(texte.sorte) && !tient(places[rang], rang, places));
    // Dans un graphique, ce qui ne peut grandir vers la droite essaie vers la gauche, puis grandit moins.
    const bloquees = new Set(genes.filter(({ gauche, sorte }) => gauche || !sorte.endsWith("start") || svg.closest(".ch-schema")).map(({ sorte }) => sorte));
    for (const sorte of bloquees) parts.set(sorte, parts.get(sorte) - 0.25);
    for (const texte of textes) texte.gauche = !bloquees.has(texte.sorte) && (texte.gauche || genes.includes(texte));
  }
  for (const { el, fond, corps, echelle, sorte } of textes) {
    if (!fond || !sorte) continue;
    const plus = (MINIMUM - corps) * parts.get(sorte);
    Object.assign(fond.style, { scale: 1 + plus / corps, transformBox: "fill-box", transformOrigin: "center" });
    el.style.translate = `0 ${0.36 * plus / echelle}px`; // le mot reste au milieu de son fond
  }
  montres.push(...textes.flatMap(({ el, fond }) => (fond ? [el, fond] : [el])));
}

/** Montrer une diapositive, ses figures à la place qui reste ; dire si elle tient, et de quelle hauteur. Un atelier que l'on règle garde sa disposition ; celle qu'a trouvée le découpage ne se cherche plus. */
function essayer(elements, place, corps, genre, reglee, trouvee) {
  poser(elements);
  const boite = article(), racine = document.documentElement;
  const depasse = () => boite.scrollWidth > boite.clientWidth + 1;
  const plafond = reglee ?? place.haut;
  regler(corps, plafond);
  delete racine.dataset.etroit;
  delete racine.dataset.serre;
  scene().style.removeProperty("--diapo-phrase");
  delete racine.dataset.figure;
  if (genre === "figure") racine.dataset.figure = legender(elements, place);
  if (genre !== "atelier" || !reglee) delete racine.dataset.phrase;
  fixer(elements);
  // Un tableau trop large coupe d'abord ses longues cellules, puis tous ses mots.
  for (const etroit of ["textes", "mots"]) if (depasse()) racine.dataset.etroit = etroit;
  noterLargeurs(elements);
  const figure = montres.find((el) => el.dataset.diapo === "la" && el.matches(":is(figure, .ch-schema, .ch-atelier, .ch-carte, :has(figure))"))
    && [...boite.querySelectorAll("[data-diapo=la] :is(.ch-figure, .ch-schema) svg, .ch-figure[data-diapo=la] svg")].find((svg) => svg.checkVisibility());
  const ajuster = () => {
    const hauteur = boite.scrollHeight;
    if (!figure || hauteur <= place.haut) return hauteur;
    const dessin = figure.getBoundingClientRect().height;
    const reste = dessin - (hauteur - place.haut) - 2, plancher = place.haut * (PLANCHERS[genre] ?? 0.3);
    if (reste >= plancher || (genre === "atelier" && dessin > plancher)) regler(corps, Math.max(reste, plancher));
    return boite.scrollHeight;
  };
  // Les réglages d'un atelier prennent une part de la largeur, sa phrase est dessous, ou va d'un bord à l'autre : la
  // disposition qui laisse la figure la plus grande. Une longue phrase cède avant elle : plus petite, puis seule à défiler.
  const corpsVu = genre === "atelier" && !reglee && [...boite.querySelectorAll(".ch-atelier .ch-corps")].find((el) => el.checkVisibility());
  const [vue, reglages] = [".ch-vue", ".ch-reglages"].map((nom) => corpsVu && [...corpsVu.children].find((el) => el.matches(nom) && el.checkVisibility()));
  const mobile = reglages && vue && enfants(vue).filter((part) => part.checkVisibility() && !part.matches(PHRASE) && !part.querySelector(PHRASE)).length === 1;
  const phrase = genre === "atelier" && [...boite.querySelectorAll(`.ch-vue ${PHRASE}`)].find((el) => el.checkVisibility());
  const disposer = (disposition) => {
    const [ou, part, serre] = disposition.split(" ");
    racine.dataset.phrase = ou;
    scene().style.setProperty("--diapo-part", `${part}%`);
    racine.toggleAttribute("data-serre", Boolean(serre));
    regler(corps, plafond);
    return ajuster();
  };
  let hauteur, disposition = (mobile && trouvee) || "";
  if (mobile && !trouvee) {
    const { width, height } = figure?.viewBox.baseVal ?? {};
    let plus = 0, moins = Infinity, dite = 0, faute;
    for (const essai of phrase ? [...DISPOSITIONS, ...DISPOSITIONS.map((large) => `${large} serre`)] : DISPOSITIONS) {
      // Sans figure, rien ne grandirait ; serrer la phrase ne gagnerait pas plus que sa hauteur.
      if (essai.endsWith("serre") ? plus || moins > dite : plus && !figure) break;
      const trop = disposer(essai) - place.haut;
      dite = Math.max(dite, phrase?.offsetHeight ?? 0);
      // Bien trop haut sans même sa phrase, un tableau ne tiendra dans aucune : elles donnent de 30 à 48 % aux réglages.
      if (place.haut + trop - dite > place.haut * 1.6) break;
      if (depasse() || reglages.scrollWidth > reglages.clientWidth + 1) continue;
      if (trop < moins) [moins, faute] = [trop, essai];
      const dessin = figure?.getBoundingClientRect(), echelle = dessin ? Math.min(dessin.width / width, dessin.height / height) : 1;
      if (trop < 0 && echelle > plus * 1.02) [plus, disposition] = [echelle, essai];
    }
    disposition ||= faute ?? DISPOSITIONS.at(-1);
  }
  if (disposition) hauteur = disposer(disposition);
  else {
    regler(corps, plafond);
    hauteur = ajuster();
    if (phrase && hauteur >= place.haut) {
      racine.dataset.serre = "";
      hauteur = boite.scrollHeight;
    }
  }
  if (phrase && hauteur >= place.haut) {
    const reste = phrase.offsetHeight - (hauteur - place.haut) - 2;
    if (reste >= 4 * MINIMUM) {
      scene().style.setProperty("--diapo-phrase", `${reste}px`);
      hauteur = boite.scrollHeight;
    }
  }
  const coupee = Boolean(phrase) && phrase.scrollHeight > phrase.clientHeight + 1;
  const texte = genre === "atelier" && figure ? Math.min(...[...figure.querySelectorAll("text")].map((el) => parseFloat(getComputedStyle(el).fontSize))) * figure.getScreenCTM().a : Infinity;
  return { tient: hauteur < place.haut && !depasse(), hauteur, serre: "serre" in racine.dataset, coupee, disposition, texte };
}

const dire = (el) => el.matches(".ch-atelier") ? "atelier" : el.matches("figure, .ch-schema") || (el.matches("div") && el.querySelector("figure")) ? "figure"
  : el.matches(".ch-carte, .ch-manieres") ? "carte" : el.matches("table, .ch-defile, .stream") || el.querySelector(":scope > table") ? "tableau"
  : el.matches(".admonition, details") ? "encadre" : el.matches(PROSE) ? "prose" : "bloc";

/** Lire la page : ses blocs dans l'ordre, chacun avec les titres qui le précèdent. */
function lister() {
  const blocs = [];
  let partie, annonces = [];
  const descendre = (el) => {
    for (const enfant of enfants(el)) {
      if (enfant.matches(TITRES)) {
        if (enfant.matches("h1, h2, h3, h4, h5, h6")) partie = enfant;
        annonces.push(enfant);
        if (enfant.matches("h1")) { blocs.push({ el: enfant, partie, annonces: [], genre: "titre" }); annonces = []; }
      } else if (!enfant.matches(`${OBJETS}, ${PROSE}`) && !texteDirect(enfant) && enfants(enfant).length && enfant.matches(`section, .cell, :has(${OBJETS}, p, ul, ol)`)) {
        descendre(enfant);
      } else if (!enfant.matches(".admonition") || enfants(enfant).some((part) => !part.matches(TETES))) {
        blocs.push({ el: enfant, cellule: enfant.closest(".cell"), partie, annonces, genre: dire(enfant) });
        annonces = [];
      }
    }
  };
  descendre(article());
  return blocs;
}

// Un texte à trous se coupe après un trou.
const INSECABLES = "p:not(:has(> span > .ch-numero)), svg, figure, pre, tr, h1, .livre-formule, .ch-corps";

/** Couper un bloc trop haut : ce qui se redit, et ce qui se suit, par groupes. Rien, s'il ne se coupe pas. */
function diviser(el) {
  let parties = [el];
  while (parties.length === 1) {
    [el] = parties;
    if (el.matches(INSECABLES) || texteDirect(el)) return null;
    parties = enfants(el);
  }
  const tetes = parties.filter((p) => p.matches(TETES)), suite = [];
  for (const partie of parties) {
    if (partie.matches("tbody")) suite.push(...[...partie.rows].map((ligne) => [ligne]));
    // Un titre va avec ce qui le suit, une définition avec le mot qu'elle explique.
    else if (suite.length && (partie.matches("dd") || suite.at(-1).at(-1).matches(`${TITRES}, dt`))) suite.at(-1).push(partie);
    else if (!tetes.includes(partie)) suite.push([partie]);
  }
  if (suite.length === 1 && suite[0].length > 1) return { tetes: [...tetes, suite[0][0]], suite: suite[0].slice(1).map((partie) => [partie]) };
  return suite.length > (tetes.length ? 0 : 1) ? { tetes, suite } : null;
}

/** Couper un élément en diapositives dont chacune tient ; `devant` se redit sur chacune. */
function couper(groupe, devant, place, corps, genre) {
  // Ce que l'on coupe a la place de montrer toute sa phrase, seule s'il le faut. La suite garde la disposition
  // de ce qui vient de tenir.
  let disposition;
  const tient = (elements, c = corps, trouvee = undefined) => {
    const essai = essayer([...devant, ...elements], place, c, genre, undefined, trouvee), bon = essai.tient && !essai.coupee;
    if (bon) ({ disposition } = essai);
    return bon;
  };
  if (tient(groupe)) return [{ elements: [...devant, ...groupe], corps, disposition }];
  const morceaux = groupe.length > 1 ? { tetes: [groupe[0]], suite: groupe.slice(1).map((el) => [el]) } : diviser(groupe[0]);
  if (!morceaux) {
    for (const plus of [place.serre, MINIMUM]) if (plus < corps && tient(groupe, plus)) return [{ elements: [...devant, ...groupe], corps: plus, disposition }];
    if (!devant.length) return [{ elements: groupe, corps: MINIMUM, deborde: true }];
    return couper(groupe, [], place, corps, genre).map((diapo) => ({ ...diapo, deborde: true }));
  }
  const { tetes, suite } = morceaux, diapos = [];
  let courant = [];
  const finir = () => { if (courant.length) diapos.push({ elements: [...devant, ...tetes, ...courant], corps, disposition }); courant = []; };
  for (const partie of suite) {
    if (courant.length && tient([...tetes, ...courant, ...partie], corps, disposition)) { courant.push(...partie); continue; }
    finir();
    if (tient([...tetes, ...partie])) courant.push(...partie);
    else diapos.push(...couper(partie, [...devant, ...tetes], place, corps, genre));
  }
  finir();
  return diapos;
}

/** Une question tient sur une diapositive, ou chaque suite redit son énoncé, et ses boutons suivent ses champs. */
function couperCarte(el, titres, place, corps) {
  const tient = (elements) => essayer(elements, place, corps, "carte").tient;
  if (tient([...titres, el])) return [{ elements: [...titres, el], corps }];
  const parts = enfants(el).flatMap((part) => (part.matches(".widget-html") ? enfants(part.querySelector(".widget-html-content")) : [part]));
  const tetes = [...titres, ...parts.filter((part) => part.matches(TETES))], enonce = parts.find((part) => part.matches("p:not(.ch-intitule)"));
  const boutons = parts.filter((part) => part.matches(".ch-boutons"));
  // La consigne va avant les champs : elle ne reste pas seule après eux.
  const reste = parts.filter((part) => ![...tetes, enonce, ...boutons].includes(part)), estChamp = (part) => part.querySelector("input, select, textarea");
  const consigne = reste.findIndex((part) => part.closest(".ch-consigne")), premier = reste.findIndex(estChamp);
  if (premier >= 0 && consigne > premier) reste.splice(premier, 0, ...reste.splice(consigne, 1));
  const champ = reste.findIndex(estChamp);
  const devant = (suite, dits = [enonce]) => [...tetes, ...dits.filter(Boolean), ...(champ >= 0 && reste.indexOf(suite.at(-1)) >= champ ? boutons : [])];
  const diapos = [];
  let courant = [];
  const finir = () => { if (courant.length) diapos.push({ elements: [...devant(courant), ...courant], corps }); courant = []; };
  for (const part of reste) {
    const suite = [...courant, part];
    if (tient([...devant(suite), ...suite])) { courant = suite; continue; }
    finir();
    if (tient([...devant([part]), part])) { courant = [part]; continue; }
    const coupes = [[enonce], []].map((dits) => couper([part], devant([part], dits), place, corps, "carte"));
    diapos.push(...(coupes.find((coupe) => !coupe.some(({ deborde }) => deborde)) ?? coupes[1]));
  }
  finir();
  if (enonce && !diapos.some(({ elements }) => elements.includes(enonce))) diapos.unshift(...couper([enonce], tetes, place, corps, "carte"));
  return diapos;
}

// Une figure dont les mots grandiront assez.
const lisible = ({ tient, coupee, serre, texte }) => tient && !coupee && !serre && texte >= 0.85 * MINIMUM;

/** Un atelier tient sur une diapositive, ou ses réglages se redisent à côté de chaque partie de ce qu'ils changent. */
function couperAtelier(el, titres, place) {
  const corps = place.serre;
  const [titre, vue, reglages, boutons] = [".ch-titre", ".ch-vue", ".ch-reglages", ":scope > .ch-boutons"].map((nom) => el.querySelector(nom));
  // Un tableau, un programme que l'on ouvre viennent à la suite, sous les mêmes boutons.
  const montrees = enfants(el).filter((part) => part.style.display !== "none");
  const ouverts = boutons ? montrees.slice(montrees.indexOf(boutons) + 1) : [];
  const entier = ouverts.length ? montrees.slice(0, -ouverts.length) : [el], outils = boutons ? [titre, boutons] : [titre];
  const annexes = ouverts.flatMap((ouvert) => couper([ouvert], outils, place, corps, "atelier").map((diapo) => ({ ...diapo, ouvert })));
  // À côté des réglages, une figure est petite : elle se revoit ensuite seule, en grand.
  const seule = vue?.querySelector(":is(.ch-figure, .ch-schema) svg") ? [{ elements: [vue], corps, genre: "figure" }] : [];
  // Endormi, il n'a rien à régler : ce qu'il propose et la phrase, puis la figure.
  if (seule.length && !el.matches(".jupyter-widgets")) return [...couper([titre, reglages, ...[...vue.querySelectorAll(PHRASE)].filter(vit)], titres, place, place.corps, "atelier"), ...annexes, ...seule];
  // Sans la place, l'atelier quitte le titre de la section, puis ce qu'il demande, qui se dit avant lui.
  const consigne = el.querySelector(".ch-but"), sans = vue && reglages && !reglages.contains(consigne) ? entier.flatMap((part) => (part === el ? enfants(el) : [part])).flatMap((part) => (part.contains(consigne) ? [titre] : [part])) : null;
  const variantes = [[[...titres, ...entier], corps], [entier, corps], ...(consigne && sans ? [[sans, corps], [sans, Math.max(MINIMUM, Math.round(corps * 0.8))]] : [[entier, Math.max(MINIMUM, Math.round(corps * 0.8))]])];
  const essais = [];
  for (const [elements, taille] of variantes) {
    essais.push({ elements, taille, ...essayer(elements, place, taille, "atelier") });
    if (lisible(essais.at(-1))) break;
  }
  const entiers = essais.filter(({ tient, coupee }) => tient && !coupee);
  const bon = entiers.find(lisible) ?? entiers.reduce((un, autre) => (autre.texte > un?.texte ? autre : un ?? autre), undefined);
  if (bon) {
    const avant = bon.elements === sans ? couper([titre, consigne], titres, place, place.corps, "atelier") : [];
    return [...avant, { elements: bon.elements, corps: bon.taille, disposition: bon.disposition }, ...annexes, ...seule];
  }
  if (!vue || !reglages) return couper([el], [], place, corps, "atelier");
  const phrases = [...vue.querySelectorAll(PHRASE)].filter(vit).slice(0, 1);
  const parts = enfants(vue).filter((part) => !phrases.some((phrase) => part.contains(phrase)));
  let dernier;
  for (const tetes of [[...outils, reglages, ...phrases], [...outils, reglages], [...outils, ...phrases], outils]) {
    const reste = tetes.includes(phrases[0]) || !phrases.length ? [] : [phrases];
    const debut = tetes.includes(reglages) ? [] : couper([reglages], [...outils, ...phrases], place, corps, "atelier");
    dernier = [...debut, ...[...parts.map((part) => [part]), ...reste].flatMap((part) => couper(part, tetes, place, corps, "atelier"))];
    if (!dernier.some(({ deborde }) => deborde)) break;
  }
  return [...dernier, ...annexes, ...seule];
}

/** Découper un bloc, seul : un atelier, une question qui viennent de changer. */
export function decouperBloc(source, place = mesurer()) {
  const { el, partie, annonces, genre } = source;
  const large = ["prose", "bloc", "tableau"].includes(genre);
  const titres = genre === "figure" ? [] : annonces.length ? annonces : large && partie && !partie.matches("h1") ? [partie] : [];
  const corps = SERRES.includes(genre) ? place.serre : place.corps;
  const diapos = genre === "atelier" ? couperAtelier(el, titres, place) : el.matches(".ch-carte") ? couperCarte(el, titres, place, corps) : couper([el], titres, place, corps, genre);
  return diapos.map((diapo) => ({ genre, ...diapo, partie, source }));
}

/** Découper toute la page. Une diapositive : ses éléments, son corps de texte, son genre, sa partie, son bloc. */
export function decouper() {
  const place = mesurer(), diapos = [];
  for (const source of lister()) {
    const nouvelles = decouperBloc(source, place), derniere = diapos.at(-1), avant = derniere?.source;
    // Des paragraphes courts vont ensemble ; une phrase va avec la liste ou le tableau qu'elle annonce.
    if (avant?.genre === "prose" && nouvelles.length === 1 && avant.partie === source.partie && !source.annonces.length && (["prose", "tableau"].includes(source.genre) || source.el.matches(".ch-manieres"))) {
      const annonce = source.genre === "carte" || /:\s*$/.test(avant.el.textContent), { corps } = source.genre === "prose" ? derniere : nouvelles[0];
      const elements = [...derniere.elements, source.el];
      const { tient, hauteur } = annonce || source.genre === "prose" ? essayer(elements, place, corps, source.genre) : {};
      if (tient && (annonce || source.el.matches("ul, ol") || hauteur <= place.haut * PLEIN)) {
        Object.assign(derniere, { elements, corps, genre: source.genre, source });
        continue;
      }
    }
    diapos.push(...nouvelles);
  }
  return diapos;
}

/** Montrer une diapositive ; un texte court se montre plus grand. Pendant que l'on règle, rien ne grandit ni ne remue. */
export function montrer({ elements, corps, genre, disposition }, regle = false) {
  const place = mesurer(), { style } = article();
  const plafond = regle ? parseFloat(scene().style.getPropertyValue("--diapo-figure")) : undefined, pose = regle ? parseFloat(style.translate.split(" ")[1]) || 0 : Infinity;
  const plus = ["prose", "encadre", "titre", "bloc"].includes(genre) && corps === place.corps ? [1.5, 1.25] : [];
  const base = essayer(elements, place, corps, genre, plafond, regle ? undefined : disposition);
  // Un texte grandit en largeur et en hauteur : ce qui ne tiendrait sûrement pas ne s'essaie pas.
  const possibles = plus.filter((fois) => base.hauteur * fois * fois * 0.8 <= place.haut * 0.9);
  for (const fois of [...possibles, 1]) {
    const { tient, hauteur, coupee } = fois === 1 && !possibles.length ? base : essayer(elements, place, Math.round(corps * fois), genre);
    if (fois !== 1 && !(tient && hauteur <= place.haut * 0.9)) continue;
    // De l'air au-dessus : un titre reste à la même hauteur, ce qui n'en a pas se pose au milieu.
    const air = Math.min(pose, Math.max(0, place.haut - hauteur) / (regle ? 1 : 2.4));
    style.translate = `0 ${elements[0].matches(TITRES) && elements[1] ? Math.min(air, innerHeight * 0.03) : air}px`;
    montres.push(article());
    if (["figure", "atelier"].includes(genre)) for (const svg of document.querySelectorAll("[data-diapo=la] :is(.ch-figure > svg, .ch-schema svg[viewBox]), .ch-figure[data-diapo=la] > svg")) grandir(svg, genre === "figure" ? scene() : svg);
    return tient && !(regle && coupee);
  }
}
