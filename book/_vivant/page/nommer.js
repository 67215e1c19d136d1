// Ce qu'ipywidgets ne pose pas sur ses vues, et dont un lecteur d'écran ou un téléphone a besoin.
let groupes = 0;

/** Poser un attribut sans réveiller l'observateur quand il a déjà cette valeur. */
function poser(el, nom, valeur) {
  if (el.getAttribute(nom) !== String(valeur)) el.setAttribute(nom, valeur);
}

const intituler = (el, widget) => el.closest(widget)?.querySelector(".widget-label")?.textContent;

// Un sélecteur, et ce qu'il manque à ce qu'il désigne.
const MANQUES = {
  "[role=slider]:not([aria-label])": (el) => {
    // Le nom complet, unité comprise, est celui du champ d'à côté.
    const nom = el.closest(".ch-curseur")?.querySelector(".widget-text > .widget-label")?.textContent;
    poser(el, "aria-label", nom || intituler(el, ".widget-slider") || "");
  },
  "[role=slider][aria-valuetext]": (el) => {
    const brut = el.getAttribute("aria-valuetext");
    if (!/^-?\d+(\.\d*)?$/.test(brut)) return; // déjà en français
    const unite = el.closest(".ch-curseur")?.querySelector(".ch-unite")?.textContent ?? "";
    const valeur = Number(brut).toLocaleString("fr-FR", { maximumFractionDigits: 6 });
    poser(el, "aria-valuetext", `${valeur} ${unite}`.trim());
  },
  ".widget-radio-box": (el) => {
    poser(el, "role", "radiogroup");
    const nom = intituler(el, ".widget-radio");
    if (nom && !el.hasAttribute("aria-labelledby")) poser(el, "aria-label", nom);
    // Un même nom fait des options un seul arrêt, que les flèches parcourent.
    el.dataset.groupe ??= `groupe-${++groupes}`;
    el.querySelectorAll("input[type=radio]").forEach((bouton) => poser(bouton, "name", el.dataset.groupe));
  },
  ".widget-toggle-button": (el) => poser(el, "aria-expanded", el.classList.contains("mod-active")),
  '[title="null"], [title=""]': (el) => el.removeAttribute("title"),
  // Le clavier des nombres, où l'exemple en est un. Celui de l'iPhone n'a pas le signe moins : un tableau de montants,
  // où il y a parfois une perte, garde l'autre.
  "input[type=number]:not([inputmode])": (el) => poser(el, "inputmode", "decimal"),
  '.ch-carte input[type=text][placeholder^="ex. "]:not([inputmode])': (el) => {
    const perte = el.closest(".ch-lignes") && /\d\s\d/.test(el.placeholder);
    if (/^ex\. [\d\s]+(,\d+)?$/.test(el.placeholder) && !perte) poser(el, "inputmode", "decimal");
  },
  ".ch-titre[role=heading]": (el) => {
    let niveau = 1;
    for (let partie = el.parentElement.closest("section"); partie; partie = partie.parentElement.closest("section")) niveau += 1;
    poser(el, "aria-level", niveau);
  },
};

/** Compléter les vues d'un contenu, maintenant et à mesure qu'elles changent. Rend de quoi cesser. */
export function nommer(contenu) {
  const passer = (bloc) => {
    for (const [selecteur, completer] of Object.entries(MANQUES)) bloc.querySelectorAll(selecteur).forEach(completer);
  };
  // Un geste change un atelier ou une carte : le reste de la page ne se parcourt pas de nouveau.
  const observateur = new MutationObserver((changements) => {
    new Set(changements.map(({ target }) => target.closest(".ch-atelier, .ch-carte, .cell") ?? contenu)).forEach(passer);
  });
  observateur.observe(contenu, {
    childList: true, subtree: true, attributeFilter: ["class", "title", "aria-valuetext", "placeholder"],
  });
  passer(contenu);
  return () => observateur.disconnect();
}
