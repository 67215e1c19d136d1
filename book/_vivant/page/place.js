// La place de ce que l'on lit : la page se remplit au-dessus et au-dessous sans qu'il bouge à l'écran.
export const LUS = ".livre-article :is(h1, h2, h3, h4, p, li, .cell):not(.cell *)";
const GESTES = ["wheel", "touchmove", "keydown", "pointerdown"];
// En pixels : ce que l'en-tête, qui reste en place, recouvre, et de l'air.
const lireTete = () => parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);

export const lireHaut = (el) => el.getBoundingClientRect().top;

/** Dire ce que l'on lit : le premier bloc visible, et sa hauteur à l'écran. */
export function reperer() {
  const blocs = [...document.querySelectorAll(LUS)];
  const tete = lireTete();
  const rang = blocs.findIndex((el) => el.getBoundingClientRect().bottom > tete);
  return { rang, bloc: blocs[rang], haut: rang < 0 || !scrollY ? null : lireHaut(blocs[rang]) };
}

/** Remettre sous les yeux ce que l'on lisait sur cette page, où un atelier n'a pas toujours la même hauteur. */
export function retrouver({ rang, haut }) {
  const bloc = document.querySelectorAll(LUS)[rang];
  scrollBy({ top: haut === null || !bloc ? -scrollY : lireHaut(bloc) - haut, behavior: "instant" });
}

/**
 * Tenir un bloc à sa place à l'écran (ou à la hauteur donnée) pendant que la page change ; rend de quoi le lâcher.
 *
 * L'ancrage du navigateur est suspendu (Safari n'en a pas) : un seul des deux corrige. Quand le lecteur
 * fait défiler la page, c'est le bloc qu'il lit alors que l'on tient.
 */
export function tenir(bloc, haut = lireHaut(bloc)) {
  let defile = scrollY;
  // Une page qui raccourcit un instant défile d'elle-même : seul un geste du lecteur change ce que l'on tient.
  let voulu = false;
  const vouloir = () => { voulu = true; };
  const suivre = () => {
    if (voulu) haut -= scrollY - defile;
    defile = scrollY;
  };
  const replacer = () => {
    suivre();
    if (Math.abs(lireHaut(bloc) - haut) >= 1) scrollBy({ top: lireHaut(bloc) - haut, behavior: "instant" });
    defile = scrollY;
  };
  const changer = () => {
    const bouge = voulu && scrollY !== defile;
    replacer();
    if (!bouge) return;
    bloc = reperer().bloc ?? bloc;
    haut = lireHaut(bloc);
  };
  const guet = new ResizeObserver(replacer);
  guet.observe(document.body);
  document.documentElement.style.overflowAnchor = "none";
  addEventListener("scroll", changer);
  for (const geste of GESTES) addEventListener(geste, vouloir, { capture: true, passive: true });
  replacer();
  return () => {
    replacer();
    guet.disconnect();
    removeEventListener("scroll", changer);
    for (const geste of GESTES) removeEventListener(geste, vouloir, { capture: true });
    document.documentElement.style.overflowAnchor = "";
  };
}

/** Au clavier, amener avec un réglage toute la figure et toute la phrase qu'il change, à côté de lui. */
export function accompagner() {
  let tabule = false;
  addEventListener("keydown", ({ key }) => { tabule = key === "Tab"; }, true);
  addEventListener("pointerdown", () => { tabule = false; }, true); // la page ne glisse pas sous un clic
  addEventListener("focusin", ({ target }) => {
    const corps = tabule && target.closest(".ch-reglages")?.parentElement;
    const vue = corps && corps.querySelector(".ch-vue").offsetHeight; // rien, si elle est au-dessus et au-dessous
    if (!vue) return;
    const tete = lireTete();
    const [debut, fin, dessus, dessous] = [corps, target].flatMap((el) => {
      const { top, bottom } = el.getBoundingClientRect();
      return [top + scrollY, bottom + scrollY];
    });
    const figure = Math.min(Math.max(scrollY, debut + Math.min(vue, innerHeight - tete) - innerHeight), fin - vue - tete);
    scrollTo({ top: Math.min(Math.max(figure, dessous + 8 - innerHeight), dessus - tete), behavior: "instant" });
  });
}
