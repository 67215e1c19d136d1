// Ce que dit qui présente : une fenêtre à part, le bas de l'écran si elle est bloquée, une feuille par séance.
import { lireTitre } from "./diapos.js";

const SEANCE = 55; // min
export function creer(balise, proprietes = {}, ...enfants) {
  const el = Object.assign(document.createElement(balise), proprietes);
  el.append(...enfants);
  return el;
}
const lire = (el) => (el?.textContent ?? "").replace(/¶/g, "").replace(/\s+/g, " ").trim();
const abreger = (texte, nombre = 160) => (texte.length > nombre ? `${texte.slice(0, nombre).replace(/\s\S*$/, "")}…` : texte);
const lireBornes = (cellule) => (cellule.match(/^(\d+)\s*[–-]\s*(\d+)$/) ?? []).slice(1).map(Number);
const mots = (texte) => new Set(texte.toLowerCase().match(/\p{L}{6,}/gu));

/** Lire la page d'enseignement du chapitre, que seul le site de l'enseignant a : les plans des séances, les confusions. */
export async function lirePreparation() {
  const preparation = { seances: [], confusions: [] };
  if (!document.querySelector(".livre-reserve")) return preparation;
  const reponse = await fetch(new URL(`enseigner/${location.pathname.split("/").at(-1)}`, location.href)).catch(() => null);
  const page = reponse?.ok && new DOMParser().parseFromString(await reponse.text(), "text/html");
  for (const section of page ? page.querySelectorAll("section") : []) {
    const titre = lireTitre(section.querySelector(":scope > h2"));
    const lignes = [...section.querySelectorAll(":scope > :is(table, .ch-defile) tbody tr")].map(({ cells }) => [...cells].map(lire));
    if (/^Plan de la séance/.test(titre)) preparation.seances.push({ titre, lignes: lignes.filter(([minutes]) => lireBornes(minutes).length) });
    else if (/^Ce que l.on confond/.test(titre)) preparation.confusions = lignes;
  }
  return preparation;
}

/** Ce qu'il y a à dire d'une diapositive : couples (sorte, texte). */
export function noter({ source: { el: bloc }, elements, partie, genre }, { confusions }) {
  if (genre === "carte") {
    const replis = [...bloc.querySelectorAll("details:not(.ch-rappel, .ch-entier, :has(details))")];
    return replis.map((repli) => [lire(repli.querySelector("summary")), lire({ textContent: [...repli.children].slice(1).map(lire).join(" ") })]);
  }
  const section = partie?.closest("section");
  if (!section) return [];
  const visible = (el) => elements.some((montre) => montre.contains(el) || el.contains(montre));
  const choix = section.matches(":has(> h1)") ? ":scope > .competences" : ":is(.a-retenir, .piege, details.admonition):not(:scope section section *)";
  const notes = [...section.querySelectorAll(choix)].filter((el) => !visible(el)).map((el) => {
    const titre = el.querySelector(".admonition-title");
    return [lire(titre), lire({ textContent: [...el.children].filter((e) => e !== titre).map(lire).join(" ") })];
  });
  if (genre === "figure") {
    const lecture = [...section.querySelectorAll("p")].find((p) => /^Lecture/.test(lire(p)) && bloc.compareDocumentPosition(p) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (lecture) notes.unshift(["Lecture", lire(lecture).replace(/^Lecture\s*:\s*/, "")]);
  }
  // Une confusion concerne la partie où reviennent ses mots.
  const dits = mots(lire(section));
  const pese = ([entendu, source]) => [...mots(`${entendu} ${source}`)].filter((mot) => dits.has(mot)).length;
  const proches = section.matches(":has(> h1)") ? [] : confusions.filter((ligne) => pese(ligne) > 1).sort((a, b) => pese(b) - pese(a)).slice(0, 3);
  return [...proches.map(([entendu, source, reponse]) => [`On entend ${entendu}`, `${source} ${reponse}`]), ...notes];
}

const ecrireNotes = (notes) => creer("dl", {}, ...notes.flatMap(([sorte, texte]) => [creer("dt", {}, sorte), creer("dd", {}, texte)]));
// Des réglages, des boutons ne se lisent pas d'un trait.
const seLit = (el) => !el.matches(".ch-reglages:has(input, select), .ch-boutons");
const resumer = (diapo) => abreger(diapo.elements.filter((el) => el !== diapo.partie && seLit(el)).map((el) => el.querySelector?.("svg[aria-label]")?.ariaLabel ?? lire(el)).join(" · "));

/** Ce que montrent la fenêtre du présentateur et le bas de l'écran ; rend de quoi le tenir à jour. */
function composer(place, moi, { entier }) {
  const [chronometre, prevu, ou, suite, plan, notes] = Array.from({ length: 6 }, () => creer("div"));
  chronometre.className = "presentateur-temps";
  chronometre.setAttribute("role", "timer");
  const seances = creer("select", { ariaLabel: "Séance", onchange: () => { moi.seance = +seances.value; peindre(); } });
  seances.append(...moi.preparation.seances.map(({ titre }, rang) => creer("option", { value: rang, selected: rang === moi.seance }, titre)));
  const geste = (nom, onclick) => creer("button", { type: "button", className: "livre-bouton", onclick }, nom);
  const gestes = creer("div", { className: "presentateur-gestes" },
    geste("Précédente", () => moi.avancer(-1)), geste("Suivante", () => moi.avancer(1)), geste("Écran noir", moi.noircir),
    geste("Chronomètre à zéro", () => { moi.depart = Date.now(); battre(); }), geste("Imprimer les notes", () => imprimer(moi)));
  const battre = () => {
    const secondes = Math.floor((Date.now() - moi.depart) / 1000), minutes = Math.floor(secondes / 60);
    chronometre.textContent = `${minutes}:${String(secondes % 60).padStart(2, "0")}`;
    const { lignes = [] } = moi.preparation.seances[moi.seance] ?? {};
    const ligne = lignes.findIndex(([m]) => minutes >= lireBornes(m)[0] && minutes < lireBornes(m)[1]);
    const question = moi.diapos[moi.rang].genre === "carte" && lire(moi.diapos[moi.rang].source.el).match(/(\d+)\s*min/);
    prevu.textContent = [`${SEANCE} min prévues, reste ${Math.max(0, SEANCE - minutes)} min`, lignes[ligne] && `maintenant\u202f: ${lignes[ligne][0]}`, question && `cette question\u202f: ${question[1]} min`].filter(Boolean).join(" · ");
    [...plan.querySelectorAll("tr")].forEach((tr, rang) => { tr.ariaCurrent = rang === ligne ? "true" : null; });
  };
  const peindre = () => {
    const diapo = moi.diapos[moi.rang], apres = moi.diapos[moi.rang + 1];
    ou.replaceChildren(creer("strong", {}, `${moi.rang + 1} / ${moi.diapos.length}`), ` ${lireTitre(diapo.partie)}`);
    suite.replaceChildren(creer("strong", {}, "Ensuite\u202f: "), apres ? `${apres.partie === diapo.partie ? "" : `${lireTitre(apres.partie)} · `}${resumer(apres)}` : "c’est la dernière diapositive.");
    const dites = noter(diapo, moi.preparation);
    const sans = moi.preparation.seances.length ? "" : " Le site de l’enseignant donne en plus le plan minuté de chaque séance.";
    notes.replaceChildren(dites.length ? ecrireNotes(dites) : creer("p", {}, `La page n’ajoute rien à cette diapositive.${sans}`));
    const { lignes = [] } = moi.preparation.seances[moi.seance] ?? {};
    plan.replaceChildren(creer("table", {}, ...lignes.map((cellules) => creer("tr", {}, ...cellules.map((texte) => creer("td", {}, texte))))));
    battre();
  };
  place.append(creer("div", { className: "presentateur-tete" }, chronometre, prevu, ...(moi.preparation.seances.length ? [seances] : [])), ou, suite, ...(entier ? [gestes] : []), notes, ...(entier ? [plan] : []));
  peindre();
  const horloge = setInterval(battre, 1000);
  moi.signal.addEventListener("abort", () => clearInterval(horloge));
  document.addEventListener("cours:diapo", peindre, { signal: moi.signal });
}

/** Préparer le document d'une autre fenêtre, avec les styles de la page. */
async function habiller(autre, titre, classe) {
  const racine = document.documentElement;
  autre.open();
  autre.write("<!doctype html><body>");
  autre.close();
  autre.title = titre;
  autre.documentElement.lang = racine.lang;
  if (racine.dataset.theme) autre.documentElement.dataset.theme = racine.dataset.theme;
  autre.body.className = classe;
  await Promise.all([...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => new Promise((fini) => {
    autre.head.append(creer("link", { rel: "stylesheet", onload: fini, onerror: fini, href }));
  })));
}

/** Ouvrir la fenêtre du présentateur ; si le navigateur la bloque, le dire, et dire quoi faire. */
export async function ouvrirFenetre(moi) {
  // Avant tout « await » : un navigateur ne l'ouvre que dans le geste même.
  const fenetre = moi.fenetre?.closed === false ? moi.fenetre : window.open("", "", "popup,width=900,height=700");
  moi.preparation ??= await lirePreparation();
  if (!fenetre) return avertir(moi);
  fenetre.focus();
  if (moi.fenetre === fenetre) return;
  moi.fenetre = fenetre;
  const { document: autre } = fenetre;
  habiller(autre, "Fenêtre du présentateur", "presentateur"); // les styles arrivent pendant qu'elle se remplit
  composer(autre.body, moi, { entier: true });
  autre.addEventListener("keydown", moi.touche);
  const fermer = () => fenetre.close();
  moi.signal.addEventListener("abort", fermer);
  addEventListener("pagehide", fermer, { signal: moi.signal });
}

function avertir(moi) {
  document.querySelector(".diapo-avis")?.remove();
  const geste = (nom, faire) => creer("button", { type: "button", className: "livre-bouton", onclick: () => { avis.remove(); faire(); } }, nom);
  const avis = creer("div", { className: "diapo-avis" },
    creer("p", {}, "Le navigateur a bloqué la fenêtre du présentateur. Autorisez les fenêtres de ce site, puis recommencez, ou choisissez\u202f:"),
    geste("Notes en bas de l’écran", () => montrerEnBas(moi)), geste("Imprimer les notes", () => imprimer(moi)), geste("Fermer", () => {}));
  avis.setAttribute("role", "alert");
  document.body.append(avis);
  moi.signal.addEventListener("abort", () => avis.remove());
  avis.querySelector("button").focus();
}

function montrerEnBas(moi) {
  if (document.querySelector(".diapo-notes")) return;
  const bas = creer("aside", { className: "diapo-notes presentateur", ariaLabel: "Notes" });
  document.body.append(bas);
  composer(bas, moi, { entier: false });
  moi.signal.addEventListener("abort", () => bas.remove());
  dispatchEvent(new Event("resize")); // les diapositives ont moins de place
}

/** Les diapositives de chaque partie : couples (titre, « 4 à 9 »). */
function situer(diapos) {
  const parties = new Map();
  diapos.forEach(({ partie }, rang) => { if (partie) parties.set(partie, [...(parties.get(partie) ?? []), rang + 1]); });
  return [...parties].map(([partie, rangs]) => [partie, rangs.length > 1 ? `${rangs[0]} à ${rangs.at(-1)}` : `${rangs[0]}`]);
}

/** Imprimer les notes : une feuille par séance, ou une seule si le site n'a pas le plan des séances. */
export async function imprimer(moi) {
  moi.preparation ??= await lirePreparation();
  const { seances, confusions } = moi.preparation, titre = lireTitre(document.querySelector("h1"));
  const tableau = (entetes, lignes) => creer("table", {}, creer("thead", {}, creer("tr", {}, ...entetes.map((t) => creer("th", {}, t)))),
    creer("tbody", {}, ...lignes.map((cellules) => creer("tr", {}, ...cellules.map((t) => creer("td", {}, t))))));
  const lieux = situer(moi.diapos);
  const reperes = creer("p", {}, `Diapositives\u202f: ${lieux.map(([partie, rangs]) => `${lireTitre(partie)}, ${rangs}`).join("\u202f; ")}.`);
  const feuilles = seances.map(({ titre: seance, lignes }) => creer("section", {}, creer("h1", {}, titre), creer("h2", {}, seance),
    tableau(["Minutes", "Vous", "La classe"], lignes), creer("h2", {}, "Ce que l’on confond, et quoi répondre"),
    tableau(["Ce que l’on entend", "D’où cela vient", "Une question qui débloque"], confusions), reperes.cloneNode(true)));
  if (!feuilles.length) feuilles.push(creer("section", { className: "notes-page" }, creer("h1", {}, titre), ...lieux.flatMap(([partie, rangs]) => {
    const aDire = [...partie.closest("section").querySelectorAll(":scope > :is(.a-retenir, .piege)")];
    return [creer("h2", {}, `${rangs} · ${lireTitre(partie)}`), ...aDire.map((el) => creer("p", {}, el.matches(".piege") ? lire(el.querySelector(".admonition-title")) : lire(el).replace("À retenir", "À retenir\u202f:")))];
  })));
  document.querySelector(".diapo-feuilles")?.remove();
  const cadre = creer("iframe", { className: "diapo-feuilles", title: "Notes à imprimer" });
  document.body.append(cadre);
  moi.signal.addEventListener("abort", () => cadre.remove());
  await habiller(cadre.contentDocument, `${titre} · notes`, "notes-feuilles");
  cadre.contentDocument.body.append(...feuilles);
  cadre.contentWindow.print();
}
