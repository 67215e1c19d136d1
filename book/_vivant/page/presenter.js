// « Présenter » : la page du chapitre devient des diapositives, sans copie. Chargé au clic.
import { cacher, decouper, decouperBloc, lireTitre, montrer, scene } from "./diapos.js";
import { creer, imprimer, ouvrirFenetre } from "./notes.js";
import { LUS, reperer, retrouver } from "./place.js";

const racine = document.documentElement;
const CHAMPS = "input:not([type=button], [type=submit], [type=checkbox], [type=file]), select, textarea, [contenteditable=true], [role=slider], [role=spinbutton], [role=listbox]";
const AVANCER = ["ArrowRight", "ArrowDown", "PageDown", " "], RECULER = ["ArrowLeft", "ArrowUp", "PageUp"];

const icone = (nom) => creer("span", { className: `livre-icone livre-icone-${nom}`, ariaHidden: "true" });
const bouton = (nom, titre, geste) => creer("button", { type: "button", className: "livre-bouton", title: titre, onclick: geste },
  icone(nom), creer("span", { className: "livre-masque" }, titre));

let etat; // la présentation en cours, ou rien
let quittee; // où l'on en était de la précédente

/** Charger la feuille de style, une fois par présentation : partie, elle ne laisse rien. */
function habiller() {
  const lien = creer("link", { rel: "stylesheet", href: new URL("presenter.css", import.meta.url).href });
  return new Promise((fini, echouer) => {
    lien.onload = () => fini(lien);
    lien.onerror = echouer;
    document.head.append(lien);
  });
}

export async function presenter(declencheur) {
  if (etat) return;
  const arret = new AbortController();
  const { signal } = arret;
  const retour = { place: reperer(), y: scrollY };
  // Ce que l'on lisait ouvre la présentation ; en haut de page, c'est le titre.
  const debute = (el) => { const { top } = el.getBoundingClientRect(); return top > 40 && top < innerHeight / 2; };
  const lu = scrollY > 200 ? [...document.querySelectorAll(LUS)].find(debute) ?? retour.place.bloc : null;
  // Sans avoir défilé depuis, on reprend où l'on a quitté.
  const reprise = quittee?.page.isConnected && Math.abs(scrollY - quittee.y) < 2 ? quittee : null;
  const moi = etat = { diapos: [], rang: 0, seance: 0, depart: Date.now(), signal };
  const feuille = await habiller().catch((echec) => { etat = undefined; throw echec; });
  racine.classList.add("livre-diapo");

  const compteur = creer("output", { ariaLive: "off" });
  const parties = creer("select", { title: "Aller à une partie", ariaLabel: "Aller à une partie" });
  const barre = creer("div", { className: "diapo-barre" });
  barre.setAttribute("role", "toolbar");
  barre.ariaLabel = "Présentation";
  document.body.append(barre);

  const vaut = ({ elements, source }) => !source.change && elements.every((el) => el.isConnected);
  const aller = (rang) => {
    moi.rang = Math.max(0, Math.min(rang, moi.diapos.length - 1));
    // Un bloc qui s'est éveillé depuis se redécoupe quand on y arrive.
    if (!vaut(moi.diapos[moi.rang])) return recouper(moi.diapos[moi.rang].source, false);
    montrer(moi.diapos[moi.rang]);
    const suit = moi.diapos[moi.rang + 1]?.source === moi.diapos[moi.rang].source;
    compteur.textContent = `${moi.rang + 1} / ${moi.diapos.length}${suit ? " · à suivre" : ""}`;
    parties.value = [...parties.options].findLast(({ value }) => +value <= moi.rang)?.value ?? "0";
    document.getElementById("annonce").textContent = `Diapositive ${moi.rang + 1} sur ${moi.diapos.length}\u202f: ${lireTitre(moi.diapos[moi.rang].partie)}`;
    document.dispatchEvent(new CustomEvent("cours:diapo"));
  };
  const contient = (el) => ({ elements }) => elements.some((montre) => montre.contains(el) || el.contains(montre));
  const placer = (diapos, rang) => {
    moi.diapos = diapos;
    parties.replaceChildren(...diapos.flatMap(({ partie }, ici) => (partie && partie !== diapos[ici - 1]?.partie ? creer("option", { value: ici }, lireTitre(partie)) : [])));
    aller(rang);
  };
  /** Découper de nouveau toute la page, en restant sur ce que l'on montre. */
  const refaire = (...reperes) => {
    const diapos = decouper(), trouves = reperes.filter(Boolean).map((el) => diapos.findIndex(contient(el)));
    placer(diapos, trouves.find((rang) => rang >= 0) ?? moi.rang);
  };
  /** Découper de nouveau un bloc, en allant à ce qui vient de s'ouvrir, ou en restant où est le clavier. */
  const recouper = (source, suivre = true) => {
    if (!source.el.isConnected) return refaire(source.cellule);
    source.change = false;
    const debut = moi.diapos.findIndex((diapo) => diapo.source === source), neuves = decouperBloc(source);
    const diapos = moi.diapos.toSpliced(debut, moi.diapos.filter((diapo) => diapo.source === source).length, ...neuves);
    const ouvert = neuves.findIndex((diapo) => diapo.ouvert && !moi.diapos.some((avant) => avant.ouvert === diapo.ouvert));
    const actif = !suivre || document.activeElement === document.body ? -1 : ouvert >= 0 ? ouvert
      : neuves.findIndex(({ elements }) => elements.some((el) => el.contains(document.activeElement)));
    placer(diapos, actif < 0 ? Math.min(moi.rang, debut + neuves.length - 1) : debut + actif);
  };
  const avancer = (pas) => { racine.classList.remove("diapo-noir"); aller(moi.rang + pas); };
  const noircir = () => racine.classList.toggle("diapo-noir");

  const quitter = () => {
    if (etat !== moi) return;
    etat = undefined;
    arret.abort();
    cacher();
    barre.remove();
    feuille.remove();
    racine.classList.remove("livre-diapo", "diapo-noir");
    delete racine.dataset.etroit;
    delete racine.dataset.figure;
    delete racine.dataset.serre;
    delete racine.dataset.phrase;
    for (const nom of ["corps", "figure", "phrase", "part"]) scene().style.removeProperty(`--diapo-${nom}`);
    if (scene().getAttribute("style") === "") scene().removeAttribute("style");
    if (!declencheur.isConnected) return;
    scrollTo({ top: retour.y, behavior: "instant" });
    if (retour.place.bloc?.isConnected) retrouver(retour.place);
    const { diapos, rang } = moi;
    quittee = { rang, nombre: diapos.length, reperes: [diapos[rang].elements.at(-1), diapos[rang].source.el], y: scrollY, page: document.querySelector(".livre-article") };
    declencheur.focus({ preventScroll: true });
    document.getElementById("annonce").textContent = "Présentation quittée.";
    dispatchEvent(new Event("resize"));
  };
  Object.assign(moi, { avancer, noircir });

  barre.append(
    bouton("gauche", "Diapositive précédente", () => avancer(-1)), compteur,
    bouton("droite", "Diapositive suivante", () => avancer(1)), parties,
    bouton("ecran", "Fenêtre du présentateur", () => ouvrirFenetre(moi)), bouton("imprimante", "Imprimer les notes", () => imprimer(moi)),
    bouton("croix", "Quitter la présentation", quitter),
  );
  parties.onchange = () => { aller(+parties.value); parties.blur(); };

  moi.touche = (e) => {
    const { target, key } = e;
    if (e.altKey || e.ctrlKey || e.metaKey || e.defaultPrevented) return;
    // Une télécommande envoie PageSuiv : elle avance, où que soit le clavier, hors d'un texte que l'on écrit.
    const commande = key.startsWith("Page") && !target.matches?.("textarea, select");
    if (target.closest?.(CHAMPS) && !commande) {
      if (key === "Escape") { target.blur(); e.preventDefault(); }
      return;
    }
    if (key === " " && target.closest?.("button, a, summary, label, input")) return;
    const gestes = {
      Home: () => aller(0), End: () => aller(Infinity), Escape: quitter, b: noircir, B: noircir, ".": noircir,
    };
    const pas = AVANCER.includes(key) ? (e.shiftKey && key === " " ? -1 : 1) : RECULER.includes(key) ? -1 : 0;
    if (!pas && !gestes[key]) return;
    e.preventDefault();
    if (commande) e.stopPropagation();
    if (pas) avancer(pas); else gestes[key]();
  };
  document.addEventListener("keydown", moi.touche, { signal });
  // Avant le curseur ou le champ, qui la prendrait pour lui.
  document.addEventListener("keydown", (e) => { if (e.key.startsWith("Page")) moi.touche(e); }, { signal, capture: true });

  // Un choix fait à la souris rend le clavier aux diapositives : la flèche suivante le déferait.
  document.addEventListener("pointerup", ({ target }) => {
    if (target.closest?.("label, input")) requestAnimationFrame(() => { if (document.activeElement.matches("[type=radio], [type=checkbox]")) document.activeElement.blur(); });
  }, { signal });

  // Balayage du doigt.
  let doigt;
  const main = document.querySelector("main");
  main.addEventListener("touchstart", ({ touches, target }) => {
    doigt = touches.length === 1 && !target.closest(`${CHAMPS}, .widget-slider`) ? touches[0] : null;
  }, { signal, passive: true });
  main.addEventListener("touchend", ({ changedTouches: [fin] }) => {
    const dx = doigt ? fin.clientX - doigt.clientX : 0;
    if (Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(fin.clientY - doigt.clientY)) avancer(dx < 0 ? 1 : -1);
  }, { signal, passive: true });

  // Un lien de la page mène à la diapositive où est ce qu'il montre.
  document.addEventListener("click", (e) => {
    const lien = e.target.closest?.(".livre-article a[href^='#']");
    const but = lien && document.getElementById(decodeURIComponent(lien.hash.slice(1)));
    const rang = but ? moi.diapos.findIndex(contient(but)) : -1;
    if (!lien) return;
    e.preventDefault();
    e.stopPropagation();
    if (rang >= 0) aller(rang);
  }, { signal, capture: true });

  document.addEventListener("cours:quitter", quitter, { signal });
  let attente, ouvre = false;
  addEventListener("resize", () => { cancelAnimationFrame(attente); attente = requestAnimationFrame(() => refaire(moi.diapos[moi.rang]?.elements.at(-1), moi.diapos[moi.rang]?.source.el)); }, { signal });
  const guet = new MutationObserver((changements) => {
    const sources = new Set(moi.diapos.map(({ source }) => source));
    // Ce que l'on ouvre ou ferme change la suite des diapositives.
    const changes = changements.filter(({ type, target }) => type !== "attributes" || target.matches(".ch-atelier > .widget-html"));
    if (!changes.length) return;
    ouvre ||= changes.some(({ type, target }) => type === "attributes" && moi.diapos[moi.rang].source.el.contains(target));
    for (const { target } of changes) for (const source of sources) if (source.el.contains(target)) source.change = true;
    cancelAnimationFrame(attente);
    attente = requestAnimationFrame(() => {
      // Un atelier que l'on règle redessine sa figure : tant qu'il tient, rien d'autre ne bouge.
      const diapo = moi.diapos[moi.rang], { elements, source, genre } = diapo;
      const bascule = ouvre;
      ouvre = false;
      if (!source.change && vaut(diapo)) return;
      const entier = elements.includes(source.el) || ["atelier", "figure"].includes(genre);
      // Un refus se lit sur la diapositive où l'on règle.
      const alerte = source.el.querySelector(".ch-alerte"), cachee = alerte && !elements.some((el) => el.contains(alerte));
      if (bascule || cachee || !entier || !elements.every((el) => el.isConnected) || !montrer(diapo, genre === "atelier")) recouper(source);
    });
  });
  guet.observe(document.querySelector(".livre-article"), { childList: true, subtree: true, characterData: true, attributeFilter: ["style"] });
  signal.addEventListener("abort", () => { guet.disconnect(); cancelAnimationFrame(attente); });

  refaire(...(reprise?.reperes ?? [lu]));
  if (reprise?.nombre === moi.diapos.length) aller(reprise.rang);
  document.activeElement?.blur();
  main.focus({ preventScroll: true });
}
