// Aller d'une page du cours à une autre sans recharger : Python reste en mémoire.
import { reperer, retrouver } from "./place.js";

const html = document.documentElement;
const signaler = (nom) => document.dispatchEvent(new CustomEvent(nom, { bubbles: true }));
const chemin = ({ pathname, search }) => pathname + search;

/** Les programmes d'une page, en adresses complètes : d'une autre édition du site, ils diffèrent. */
function listerProgrammes(page, adresse, choix = "script[src]:not([data-propre])") {
  return [...page.querySelectorAll(choix)].map((script) => new URL(script.getAttribute("src"), adresse).href);
}

function charger(src, type) {
  const script = Object.assign(document.createElement("script"), { src, type });
  const chargement = new Promise((fini) => { script.onload = script.onerror = fini; });
  document.head.append(script);
  return chargement;
}

const PATIENCE = 3000; // ms : un programme qui ne finit pas ne retient pas dans sa page

/**
 * Suivre les liens du cours sans recharger.
 *
 * Avant de remplacer la page, « cours:quitter » est émis ; après, « cours:page ». Une page que l'on ne sait pas
 * montrer ainsi (autre édition, page d'un autre genre, panne) s'ouvre comme d'ordinaire, le travail gardé.
 *
 * @param {function} enMarche Rend Python, ou rien s'il ne tourne pas.
 */
export function naviguer(enMarche) {
  const racine = new URL(html.dataset.content_root, location.href);
  // Entière : « Précédent » change l'adresse avant la page, et la recherche lit encore ses extraits.
  html.dataset.content_root = racine.href;
  const charges = new Set(listerProgrammes(document, location.href, "script[src]"));
  const places = new Map(); // où l'on en était, pour chaque étape de l'historique
  let etape;
  let montree = new URL(location.href);
  let demande = new AbortController();

  const dater = () => {
    etape = history.state?.etape ?? crypto.getRandomValues(new Uint32Array(2)).join();
    history.replaceState({ ...history.state, etape }, "");
    history.scrollRestoration = "manual";
  };
  const retenir = () => places.set(etape, reperer());

  const estDuCours = ({ origin, pathname }) => origin === racine.origin && pathname.startsWith(racine.pathname)
    && pathname.endsWith(".html") && !pathname.startsWith(`${racine.pathname}lite/`);

  async function lire(adresse, signal) {
    const reponse = await fetch(adresse, { signal });
    if (!reponse.ok) throw new Error(reponse.status);
    const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
    if (!page.getElementById("contenu")) throw new Error("autre genre de page");
    if (!listerProgrammes(page, reponse.url).every((programme) => charges.has(programme))) {
      // La page qui s'ouvrira dira qu'elle a été mise à jour.
      if (page.querySelector(".livre-activation")) sessionStorage.setItem("page-relue", self.signer(page));
      throw new Error("autre édition");
    }
    return page;
  }

  /** Compléter l'en-tête du document ; une feuille de style nouvelle est attendue. */
  async function changerTete(page, adresse) {
    const posees = new Set([...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => href));
    const feuilles = [...page.querySelectorAll("link[rel=stylesheet]")].map((lien) => new URL(lien.getAttribute("href"), adresse).href);
    await Promise.all(feuilles.filter((href) => !posees.has(href)).map((href) => new Promise((fini) => {
      const lien = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: fini, onerror: fini });
      document.querySelector("link[rel=stylesheet]").after(lien);
    })));
    const propres = "meta[name]:not([name=viewport]), meta[property], link:is([rel=canonical], [rel=prev], [rel=next])";
    document.head.querySelectorAll(propres).forEach((el) => el.remove());
    document.head.append(...page.head.querySelectorAll(propres));
    document.title = page.title;
  }

  /** Jouer les programmes qui n'appartiennent qu'à cette page, celle de la recherche : à chaque visite, ou une fois. */
  async function jouerPropres(page, adresse, signal) {
    for (const script of page.querySelectorAll("script[data-propre]")) {
      if (signal.aborted) return;
      const programme = new URL(script.getAttribute("src"), adresse).href;
      if (script.dataset.propre === "toujours" || !charges.has(programme)) await charger(programme, script.type);
      charges.add(programme);
    }
  }

  /** Donner le focus au titre où l'on arrive : c'est lui que le lecteur d'écran annonce. */
  function arriver(place) {
    const cible = montree.hash && document.getElementById(decodeURIComponent(montree.hash.slice(1)));
    const titre = (cible || document).querySelector("h1, h2, h3, h4") ?? cible ?? document.querySelector("main");
    if (place) retrouver(place);
    else if (cible) cible.scrollIntoView({ behavior: "instant" });
    else scrollTo({ top: 0, behavior: "instant" });
    titre.tabIndex = -1;
    titre.focus({ preventScroll: true });
  }

  async function aller(adresse, { pousser, place }) {
    demande.abort();
    demande = new AbortController();
    const { signal } = demande;
    const ordinaire = async () => {
      await Promise.race([enMarche()?.calme(), new Promise((fin) => setTimeout(fin, PATIENCE))]);
      if (signal.aborted) return;
      if (pousser) location.assign(adresse); else location.reload();
    };
    if (!enMarche()) return ordinaire();
    html.setAttribute("aria-busy", "true");
    try {
      const page = await lire(adresse, signal);
      await changerTete(page, adresse);
      if (signal.aborted) return;
      // Avant que les ateliers s'en aillent : la page en serait plus courte.
      if (pousser) retenir();
      signaler("cours:quitter");
      if (pousser) history.pushState(null, "", adresse);
      dater();
      montree = new URL(location.href);
      // L'identifiant reste tel qu'on l'a réglé.
      const identite = document.querySelector(".livre-identite");
      if (identite) page.querySelector(".livre-identite")?.replaceWith(identite);
      // Ce qui annonce aux lecteurs d'écran ne quitte pas la page : neuf, il ne serait pas entendu.
      const reste = document.querySelectorAll("body > [data-reste]");
      document.body.className = page.body.className;
      [...document.body.childNodes].filter((el) => ![...reste].includes(el)).forEach((el) => el.remove());
      document.body.prepend(...[...page.body.childNodes].filter((el) => !el.dataset || !("reste" in el.dataset)));
      arriver(place);
      signaler("cours:page");
      jouerPropres(page, adresse, signal);
    } catch {
      if (!signal.aborted) await ordinaire();
    } finally {
      if (!signal.aborted) html.removeAttribute("aria-busy");
    }
  }

  document.addEventListener("click", (e) => {
    const lien = e.target.closest?.("a[href]");
    if (!lien || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (lien.hasAttribute("download") || !["", "_self"].includes(lien.target)) return;
    const but = new URL(lien.href);
    if (chemin(but) === chemin(montree) && lien.href.includes("#")) return retenir();
    if (!estDuCours(but) || !enMarche()) return;
    e.preventDefault();
    aller(but.href, { pousser: but.href !== montree.href });
  });
  document.addEventListener("submit", (e) => {
    if (!e.target.matches(".livre-recherche") || !enMarche()) return;
    e.preventDefault();
    aller(`${e.target.action}?${new URLSearchParams(new FormData(e.target))}`, { pousser: true });
  });
  addEventListener("popstate", ({ state }) => {
    if (chemin(location) !== chemin(montree)) {
      places.set(etape, reperer());
      // L'adresse change avant la page : d'ici là, ses liens mènent où ils menaient.
      for (const nom of ["href", "action"]) {
        document.querySelectorAll(`body [${nom}]`).forEach((el) => el.setAttribute(nom, new URL(el.getAttribute(nom), montree)));
      }
      return aller(location.href, { place: places.get(state?.etape) });
    }
    // Une ancre de la même page : celle d'un lien suivi à l'instant n'a pas encore d'étape.
    if (state?.etape) retenir();
    demande.abort();
    dater();
    montree = new URL(location.href);
    if (state?.etape && places.has(etape)) retrouver(places.get(etape));
  });
  // Rechargée, la page est replacée par le navigateur.
  addEventListener("pagehide", () => { history.scrollRestoration = "auto"; });
  // Relative, l'adresse de l'icône serait cherchée à côté de chaque page.
  document.querySelectorAll("link[rel=icon]").forEach((lien) => { lien.href = `${lien.href}`; });
  html.dataset.navigation = "vive";
  dater();
}
