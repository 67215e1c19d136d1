// La page qui dort : chaque atelier, chaque série le dit, avec ce que coûte le réveil. Rien de lourd avant un clic.
import { lireHaut, reperer, tenir } from "./place.js";

/* global OCTETS_A_RECEVOIR -- ce qu'un réveil télécharge, connu à l'assemblage du site */
const COUT = `réveille la page\u202f: ${Math.round(OCTETS_A_RECEVOIR / 1e6)}\u202fMo, une fois`;
const MEMOIRE = "activation-du-cours";
const SEUL = "seul" in document.documentElement.dataset; // un bloc, dans le cadre d'une autre page
const ici = (nom) => new URL(nom, import.meta.url).href;

function memoriser(oui) {
  try { if (oui) localStorage.setItem(MEMOIRE, "oui"); else localStorage.removeItem(MEMOIRE); } catch { /* navigation privée */ }
}
function memorise() {
  try { return localStorage.getItem(MEMOIRE) === "oui"; } catch { return false; }
}

// Commencer le téléchargement au survol ou au focus, sauf si le lecteur économise ses données.
let annonce = false;
function annoncer(demande) {
  if (annonce || (navigator.connection?.saveData && demande !== true)) return;
  annonce = true;
  // Le travailleur télécharge dès qu'il existe ; activer.js, quand il arrive, le prend.
  self.travailleurDuCours = new Worker(ici("travailleur.mjs"), { type: "module" });
  import(ici("activer.js")).catch(() => {}); // un clic dira ce qui manque
}

let programme; // la promesse d'activer.js, demandé au premier réveil et gardé d'une page à l'autre
function charger() {
  if (!programme) {
    annoncer(true);
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = ici("activer.css");
    document.head.append(style);
    programme = import(ici("activer.js"));
    programme.catch(() => { programme = undefined; style.remove(); });
  }
  return programme;
}

const CONTROLE = ":is(input, select, textarea, button, [role=slider]):not(:disabled)";

/** Donner le focus au premier réglage de ce qui s'éveille, ou à son titre, sans faire défiler s'il se voit. */
function mener(bloc, question) {
  const titre = bloc.querySelector("[role=heading], .ch-titre");
  const controles = bloc.querySelectorAll(question >= 0 ? CONTROLE : `.ch-reglages ${CONTROLE}`);
  const cible = [...controles].find((el) => el.getClientRects().length) ?? titre ?? bloc;
  if (!cible.matches(CONTROLE)) cible.tabIndex = -1;
  cible.focus({ preventScroll: true });
  const { top, bottom } = cible.getBoundingClientRect();
  if (top < 60 || bottom > innerHeight) cible.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** Préparer la page que le navigateur montre ; une autre vient ensuite sans rechargement (« cours:page »). */
function installer() {
  const etat = document.querySelector(".livre-activation");
  if (!etat) return;
  const message = etat.querySelector("[role=status]");
  const barre = etat.querySelector("progress");
  const toujours = etat.querySelector("input");
  const bouton = document.querySelector("[data-action=activer]");
  const depart = new AbortController();
  document.addEventListener("cours:quitter", () => depart.abort(), { once: true });
  let dernier; // ce qui est annoncé : un téléchargement ne l'est que par quarts
  let suivi; // l'avancement, dans le bloc où l'on a cliqué
  let enCours = false;

  function dire(texte, part) {
    const etape = part === undefined ? texte : Math.floor(Math.min(part, 1) * 4);
    if (etape !== dernier) message.textContent = texte;
    dernier = etape;
    for (const ici of [barre, suivi?.firstElementChild].filter(Boolean)) {
      ici.hidden = part === undefined;
      if (part !== undefined) ici.value = Math.min(part, 1);
    }
    if (suivi) suivi.lastElementChild.textContent = texte;
  }

  // Déjà éveillé par une autre page, un bloc ne réveille plus rien : il se prépare.
  const dejaVif = Boolean(programme);
  function eteindre(oui) {
    const invites = [...document.querySelectorAll(".livre-invite")];
    for (const el of [bouton, ...invites]) el.ariaDisabled = oui ? "true" : null;
    for (const el of invites) el.textContent = oui && dejaVif ? "Se prépare…" : `▶ ${el.dataset.geste} (${COUT})`;
  }

  async function eveiller(invite) {
    if (enCours) return;
    enCours = true;
    const cellule = invite?.closest(".cell");
    const carte = invite?.closest("section.ch-carte");
    const lu = carte ?? cellule ?? (scrollY ? reperer().bloc : undefined);
    let lacher = lu ? tenir(lu) : () => {};
    suivi?.remove();
    suivi = undefined;
    if (invite) {
      suivi = document.createElement("span");
      suivi.className = "livre-avancement";
      suivi.append(Object.assign(document.createElement("progress"), { max: 1, ariaHidden: "true", hidden: true }), document.createElement("span"));
      invite.after(suivi);
    }
    eteindre(true);
    etat.hidden = false;
    dire("Démarrage…");
    try {
      const [{ activer }, reponse] = await Promise.all([charger(), fetch(etat.dataset.cellules, { signal: depart.signal })]);
      const cellules = await reponse.json();
      await activer(SEUL ? cellules.filter(({ ancre }) => ancre === null || ancre === cellule.id) : cellules, {
        total: OCTETS_A_RECEVOIR,
        avancer: dire,
        ancre: cellule?.id,
        signal: depart.signal,
        avant(place, ancre) {
          const demande = ancre === cellule?.id;
          const actif = document.activeElement;
          const suivre = document.getElementById(ancre).contains(actif) || (demande && actif === document.body);
          const question = demande ? Number(invite.dataset.rang) : -1;
          const haut = carte && demande ? lireHaut(carte) : undefined;
          if (demande) suivi = undefined;
          return () => {
            const bloc = (question >= 0 && place.querySelectorAll(".ch-carte")[question]) || place;
            if (haut !== undefined) {
              lacher();
              lacher = tenir(bloc, haut);
            }
            if (suivre) mener(bloc, question);
          };
        },
      });
      // Le bouton va disparaître : le focus irait se perdre en haut de la page.
      if (document.activeElement === bouton) {
        const titre = document.querySelector("main h1");
        titre.tabIndex = -1;
        titre.focus({ preventScroll: true });
        // Un lecteur d'écran se tait quand le focus bouge : l'annonce vient après.
        await new Promise((suite) => setTimeout(suite, 100));
      }
      dire("La page est active\u202f: les ateliers répondent, les exercices se corrigent.");
      document.documentElement.dataset.active = "oui";
      bouton.hidden = true;
      document.querySelectorAll(".livre-eveil").forEach((place) => place.remove());
    } catch (panne) {
      if (depart.signal.aborted) return;
      // Une page d'hier demande des fichiers que le site n'a plus : elle se recharge.
      if (await self.relirePage?.()) return;
      dire(`La page n’a pas pu s’activer (${panne.message}). Elle reste lisible telle quelle. Rechargez-la, essayez un navigateur récent, ou ouvrez le cahier du chapitre.`);
      document.documentElement.dataset.active = "non";
      eteindre(false);
      bouton.hidden = false;
      enCours = false;
    } finally {
      lacher();
    }
  }

  const inviter = (geste, question = -1) => {
    const el = document.createElement("button");
    el.type = "button";
    el.className = "livre-bouton livre-invite";
    Object.assign(el.dataset, { geste, rang: question });
    el.addEventListener("click", () => eveiller(el));
    return el;
  };
  document.querySelectorAll(".ch-atelier .ch-invite").forEach((place) => place.replaceChildren(inviter(place.dataset.geste ?? "Manipuler")));
  document.querySelectorAll(".ch-serie:not(.jupyter-widgets)").forEach((serie) => {
    const ajouter = (question, place) => {
      place.classList.add("livre-eveil");
      place.replaceChildren(inviter("Répondre", question));
    };
    const titre = serie.querySelector(".ch-intitule");
    if (titre) {
      const place = Object.assign(document.createElement("p"), { className: "ch-invite" });
      ajouter(-1, place);
      titre.after(place);
    }
    serie.querySelectorAll("section.ch-carte").forEach((carte, rang) => ajouter(rang, carte.querySelector(".ch-invite")));
  });

  delete document.documentElement.dataset.active;
  document.documentElement.dataset.lien = location.hash.slice(1); // celui d'un sujet, peut-être : activer.js le dira
  bouton.addEventListener("click", () => eveiller());
  for (const evenement of ["pointerenter", "focus"]) bouton.addEventListener(evenement, annoncer);
  bouton.title = COUT[0].toUpperCase() + COUT.slice(1);
  eteindre(false);
  bouton.hidden = dejaVif;
  toujours.checked = memorise();
  toujours.addEventListener("change", () => memoriser(toujours.checked));
  try {
    if (sessionStorage.getItem("page-relue") === self.signer?.(document)) {
      sessionStorage.removeItem("page-relue");
      etat.hidden = false;
      dire("Le cours a été mis à jour\u202f: cette page vient d’être rechargée. Activez-la de nouveau.");
    }
  } catch { /* navigation privée */ }
  // Le bloc que dit l'adresse s'éveille le premier. Dans un cadre, une page en a parfois dix : chacun attend un clic.
  const vise = document.getElementById(location.hash.slice(1))?.closest(".ch-atelier, .ch-carte");
  if (!SEUL && (programme || toujours.checked)) eveiller(vise?.querySelector(".livre-invite"));
}

document.addEventListener("cours:page", installer);
installer();
