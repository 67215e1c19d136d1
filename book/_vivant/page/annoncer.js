// Dire à voix haute ce qui change, et cela seulement.
//
// Contrat. La page a, dès son premier affichage et hors des widgets, une seule zone qui parle : #annonce.
// - Ce qui doit se dire porte la classe « ch-a-dire » : un widget HTML, ou un élément de ce qu'il montre.
//   Un cahier n'a pas ce script : l'élément peut y porter role="alert" ou aria-live, que la page retire.
// - Ce qu'un widget montre quand il entre dans la page n'est pas dit : ni au réveil, ni repris d'une copie.
// - Ensuite, chaque nouveau texte se dit, une fois. S'il prolonge l'ancien (un indice de plus), seule la suite se dit.
//   Vidé, il se tait ; le même texte revenu après un vide se dit de nouveau.
// - Plusieurs textes du même geste se disent ensemble, dans l'ordre de la page.
// - annoncer(texte) dit un texte qui ne se montre pas : une copie téléchargée, une page ouverte.
const dits = new WeakMap(); // widget → le texte qu'il montrait, vide s'il n'avait rien à dire
let file = [];

/** Dire un texte par la zone de la page. */
export function annoncer(texte) {
  file.push(texte);
  if (file.length > 1) return;
  const zone = document.getElementById("annonce");
  zone.textContent = "";
  // Une zone vidée puis remplie se redit, même du même texte ; ce délai réunit aussi ce qu'un geste change.
  setTimeout(() => { zone.textContent = file.join(" "); file = []; }, 60);
}

/** Le texte d'un élément, sans ses icônes. */
function ecrire(el) {
  const copie = el.cloneNode(true);
  copie.querySelectorAll("[aria-hidden=true]").forEach((icone) => icone.remove());
  return copie.textContent;
}

function lire(widget) {
  const parlants = widget.matches(".ch-a-dire") ? [widget] : [...widget.querySelectorAll(".ch-a-dire")];
  for (const el of parlants) for (const nom of ["role", "aria-live"]) el.removeAttribute(nom);
  return parlants.map(ecrire).join(" ").replace(/\s+/g, " ").trim();
}

function ecouter(widget) {
  const texte = lire(widget), ancien = dits.get(widget);
  dits.set(widget, texte);
  if (ancien === undefined || !texte || texte === ancien) return;
  annoncer(ancien && texte.startsWith(ancien) ? texte.slice(ancien.length).trim() : texte);
}

/** Suivre les widgets d'un contenu. Rend de quoi cesser. */
export function guetter(contenu) {
  const lister = (el) => [...el.querySelectorAll(".widget-html")];
  // Une page a des centaines de widgets : seuls ceux qui changent se relisent.
  const observateur = new MutationObserver((changements) => {
    const changes = new Set();
    for (const { target, addedNodes } of changements) {
      const touche = (target.closest ? target : target.parentElement)?.closest(".widget-html");
      if (touche) changes.add(touche);
      else for (const neuf of addedNodes) if (neuf.closest) [neuf, ...lister(neuf)].forEach((el) => changes.add(el));
    }
    if (changes.size) lister(contenu).filter((el) => changes.has(el)).forEach(ecouter);
  });
  observateur.observe(contenu, { childList: true, characterData: true, subtree: true });
  lister(contenu).forEach(ecouter);
  return () => observateur.disconnect();
}
