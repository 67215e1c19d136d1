// Ce que le navigateur garde du travail : les copies, leurs résumés, l'identifiant. Rien n'en part.

// Plusieurs sites se partagent souvent une adresse : chaque clé porte le chemin de celui-ci.
const RACINE = new URL(document.documentElement.dataset.content_root || "./", location.href).pathname;
export const PREFIXE = `cours:${RACINE}:`;
const COPIE = `${PREFIXE}copie-`;
export const RESUME = `${PREFIXE}resume/`;
const ANCIEN = "copie-du-cours/"; // la première édition, dont les clés n'avaient pas de chemin

const PARTAGE = `${PREFIXE}partage`;

/** Un bloc seul, dans le cadre d'une autre page : rien de ce navigateur n'y est lu ni gardé. */
export const SEUL = "seul" in document.documentElement.dataset;
const passagere = Object.create({
  getItem(cle) { return this[cle] ?? null; },
  setItem(cle, texte) { this[cle] = texte; },
  removeItem(cle) { delete this[cle]; },
});

/** Sur un poste partagé, rien ne dure plus que l'onglet. */
export const estPartage = () => !SEUL && lire(() => sessionStorage.getItem(PARTAGE)) === "oui";
const magasin = () => (SEUL ? passagere : estPartage() ? sessionStorage : localStorage);

function lire(acces) {
  try { return acces(); } catch { return null; } // mémoire refusée par le navigateur
}
const lister = (debut) => lire(() => Object.keys(magasin()).filter((cle) => cle.startsWith(debut))) ?? [];

/** La mémoire, essayée avec le poids d'une grosse copie : "", "refusee" ou "pleine". */
export function eprouver() {
  try {
    const essai = `${PREFIXE}essai`;
    magasin().setItem(essai, "x".repeat(60_000));
    magasin().removeItem(essai);
    return "";
  } catch (panne) {
    return panne.name === "QuotaExceededError" ? "pleine" : "refusee";
  }
}

const AVIS = {
  seul: "Ici, rien n’est gardé\u202f: ouvrez la page du cours pour garder votre travail.",
  refusee: "Ce navigateur ne garde rien\u202f: votre travail ne durera que le temps de cette page. Téléchargez votre copie avant de la quitter.",
  pleine: "La mémoire de ce navigateur est pleine\u202f: votre travail n’y est plus gardé. Téléchargez votre copie, puis effacez les données d’autres sites.",
  partage: "Poste partagé\u202f: votre travail disparaît quand vous fermez les onglets du cours. Téléchargez votre copie avant de partir.",
  breve: "Ce navigateur efface ce qu’il garde après sept jours sans visite\u202f: téléchargez votre copie à la fin de chaque séance.",
};

/** Ce qu'il faut savoir avant de commencer ; vide si le travail est gardé sans limite. */
export function avertir() {
  if (SEUL) return AVIS.seul;
  const etat = eprouver();
  if (etat) return AVIS[etat];
  if (estPartage()) return AVIS.partage;
  return navigator.vendor?.startsWith("Apple") ? AVIS.breve : "";
}

/** Écrire une clé, ou l'ôter. Les onglets d'un poste partagé n'ont pas la même mémoire : « partage.js » le leur dit. */
function poser(cle, texte) {
  if (texte === null) magasin().removeItem(cle); else magasin().setItem(cle, texte);
  if (estPartage()) dispatchEvent(new CustomEvent("cours:pose", { detail: [cle, texte] }));
}

// La manière de calculer que l'on lit : sur un poste partagé, elle part avec le reste.
addEventListener("cours:maniere", ({ detail }) => lire(() => poser(`${PREFIXE}maniere`, detail)));

// --- L'identifiant ---

export const IDENTIFIANT = `${PREFIXE}identifiant`;

export const lireIdentifiant = () => lire(() => magasin().getItem(IDENTIFIANT)) || "";

/** Celui sous lequel on travaille : la classe, faute d'en avoir donné un. */
export const lireAuteur = () => lireIdentifiant() || "CLASSE";

export const direIdentifiant = () => dispatchEvent(new CustomEvent("cours:identifiant", { detail: lireIdentifiant() }));

export function garderIdentifiant(code) {
  lire(() => poser(IDENTIFIANT, code || null));
  direIdentifiant();
}

/**
 * Dire si une copie est d'un identifiant : GPME2 n'a pas les copies de GPME2-07.
 *
 * Après l'identifiant vient le nom de la série (un numéro, un tiret) ou du sujet, en minuscules, qu'un identifiant n'a
 * pas.
 */
function estDe(code, nom) {
  const debut = `copie-${code}-`;
  return nom.startsWith(debut) && /^(\d+-[a-z]|sujet-)/.test(nom.slice(debut.length));
}

/** Déplacer des clés d'une mémoire à l'autre : toutes, ou aucune si la place manque. */
function demenager(cles, depuis, vers) {
  const posees = [];
  try {
    for (const cle of cles) {
      const nom = nommer(cle), texte = depuis.getItem(cle), la = vers.getItem(cle);
      // Une copie que l'autre mémoire a déjà, différente, n'est pas remplacée : la série les réunira.
      const attend = la !== null && la !== texte && nom.startsWith("copie-");
      if (la !== null && !attend && nom !== "identifiant") continue;
      const place = attend ? PREFIXE + ATTENTE + nom.replace(ATTENTE, "") : cle;
      if (vers.getItem(place) === null) posees.push(place);
      vers.setItem(place, texte);
    }
  } catch (panne) {
    posees.forEach((cle) => vers.removeItem(cle));
    throw panne;
  }
  cles.forEach((cle) => depuis.removeItem(cle));
}

/** Déplacer l'identifiant, les copies d'une personne et leurs résumés ; rien n'en reste, pas même une ancienne copie. */
function suivrePersonne(auteur, depuis, vers) {
  for (const cle of Object.keys(depuis).filter((cle) => cle.startsWith(ANCIEN) && estDe(auteur, cle.slice(ANCIEN.length)))) {
    const place = PREFIXE + cle.slice(ANCIEN.length);
    if (depuis.getItem(place) === null) depuis.setItem(place, depuis.getItem(cle));
    depuis.removeItem(cle);
  }
  demenager(Object.keys(depuis).filter((cle) => {
    const nom = cle.startsWith(PREFIXE) ? nommer(cle) : "";
    return nom === "identifiant" || estDe(auteur, nom.replace(/^(resume|copie-a-reunir)\//, ""));
  }), depuis, vers);
}

/**
 * Passer à un poste partagé, ou en revenir : l'identifiant, ses copies et leurs résumés suivent.
 *
 * Rend faux si la mémoire le refuse : tout est alors resté où c'était.
 */
export function partager(oui) {
  const auteur = lireAuteur();
  const fait = lire(() => {
    if (oui) {
      suivrePersonne(auteur, localStorage, sessionStorage);
      sessionStorage.setItem(PARTAGE, "oui");
    } else {
      suivrePersonne(auteur, sessionStorage, localStorage);
      sessionStorage.removeItem(PARTAGE);
    }
    return true;
  });
  direIdentifiant();
  return Boolean(fait);
}

const lireCles = () => Object.keys(sessionStorage).filter((cle) => cle.startsWith(PREFIXE));

/** Ce que garde cet onglet d'un poste partagé : des paires de clé et de texte. */
export const lireVisite = () => lireCles().map((cle) => [cle, sessionStorage.getItem(cle)]);

/** Partager le poste parce qu'un autre onglet l'a dit, avec ce qu'il gardait : rien ne s'écrit plus dans le navigateur. */
export function rejoindre(visite) {
  lire(() => {
    visite.forEach(([cle, texte]) => sessionStorage.setItem(cle, texte));
    suivrePersonne(lireAuteur(), localStorage, sessionStorage); // ce que cet onglet vient d'écrire
  });
  direIdentifiant();
}

/** Sur un poste partagé, tout effacer en partant. */
export const finir = () => lire(() => lireCles().forEach((cle) => sessionStorage.removeItem(cle)));

// --- Les copies ---

const ATTENTE = "copie-a-reunir/";
const connus = new Map(); // clé → le dernier texte que cet onglet a lu ou écrit
const nommer = (cle) => cle.slice(PREFIXE.length);

/** Toutes les copies gardées : nom → texte. */
export function lireCopies() {
  const copies = {};
  if (!SEUL && !estPartage()) {
    const anciennes = lire(() => Object.keys(localStorage).filter((cle) => cle.startsWith(ANCIEN))) ?? [];
    for (const cle of anciennes) copies[cle.slice(ANCIEN.length)] = lire(() => localStorage.getItem(cle));
  }
  for (const cle of lister(COPIE)) {
    copies[nommer(cle)] = lire(() => magasin().getItem(cle));
    connus.set(cle, copies[nommer(cle)]);
  }
  return copies;
}

/**
 * Garder une copie, si personne n'a écrit depuis ce que cet onglet connaît.
 *
 * Rend sinon ce qui est gardé, que Python réunit au sien avant de redemander ; lève l'erreur du navigateur
 * quand la mémoire est refusée ou pleine.
 */
export function garderCopie({ nom, texte, resume }) {
  const cle = PREFIXE + nom;
  const la = magasin().getItem(cle);
  if (la !== null && la !== connus.get(cle)) {
    connus.set(cle, la);
    return la;
  }
  poser(cle, texte);
  connus.set(cle, texte);
  if (resume && resume !== "null") poser(RESUME + nom, resume);
  return null;
}

export function ecarterCopie({ nom, ailleurs }) {
  lire(() => {
    const texte = magasin().getItem(PREFIXE + nom);
    // Une copie déjà mise de côté y reste : la suivante prend un autre nom.
    let libre = PREFIXE + ailleurs;
    for (let rang = 2; ![null, texte].includes(magasin().getItem(libre)); rang += 1) libre = PREFIXE + ailleurs.replace(/\.ancienne$/, `-${rang}.ancienne`);
    if (texte !== null) magasin().setItem(libre, texte);
    magasin().removeItem(PREFIXE + nom);
    connus.delete(PREFIXE + nom);
  });
}

/** Oublier une copie qui attendait, maintenant réunie. */
export const oublierAttente = ({ nom }) => lire(() => magasin().removeItem(PREFIXE + ATTENTE + nom));

/** Appeler une fonction quand un autre onglet garde une copie : (nom, texte). */
export function suivre(prevenir) {
  if (SEUL) return;
  const apprendre = (cle, texte) => {
    if (texte === null || texte === connus.get(cle)) return;
    connus.set(cle, texte);
    prevenir(nommer(cle), texte);
  };
  addEventListener("storage", ({ key, newValue }) => { if (key?.startsWith(COPIE) && !key.startsWith(PREFIXE + ATTENTE)) apprendre(key, newValue); });
  // Un onglet endormi par le navigateur n'a pas reçu les messages des autres.
  const relire = () => lister(COPIE).forEach((cle) => apprendre(cle, lire(() => magasin().getItem(cle))));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) relire(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) relire(); });
}

// --- Les résumés, et tout emporter ---

/** Les résumés que Python écrit à côté des copies, pour un identifiant : série → résumé. */
export function lireResumes(code) {
  const resumes = {};
  for (const cle of lister(RESUME)) {
    try {
      const resume = JSON.parse(magasin().getItem(cle));
      if (resume.code === code && !cle.includes("-evaluation")) resumes[resume.serie] = resume;
    } catch { /* un résumé abîmé ne cache pas les autres */ }
  }
  return resumes;
}

const FORMAT = "course-helpers/copies-1";

/** Tout ce que ce navigateur garde d'un identifiant, en un texte à télécharger ; null s'il n'en garde rien. */
export function toutEcrire() {
  const auteur = lireAuteur();
  const garder = (paires) => Object.fromEntries(paires.filter(([nom]) => estDe(auteur, nom)));
  const copies = garder(Object.entries(lireCopies()));
  if (!Object.keys(copies).length) return null;
  const resumes = garder(lister(RESUME).map((cle) => [cle.slice(RESUME.length), magasin().getItem(cle)]));
  return JSON.stringify({ format: FORMAT, identifiant: lireIdentifiant(), copies, resumes });
}

/**
 * Remettre dans ce navigateur tout ce qu'un autre a donné.
 *
 * Une copie qui y est déjà n'est pas remplacée : celle du fichier attend à côté, et la série les réunit à
 * son ouverture. Rend le nombre de copies posées, de copies en attente, et l'identifiant du fichier.
 */
export function toutRemettre(texte) {
  const { format, identifiant, copies, resumes } = JSON.parse(texte);
  if (format !== FORMAT) throw new Error(format);
  const recues = [];
  let posees = 0;
  for (const [nom, copie] of Object.entries(copies)) {
    if (!/^copie-[\w.-]+$/.test(nom) || typeof copie !== "string") throw new Error(nom);
    const la = magasin().getItem(PREFIXE + nom);
    if (la === copie) continue;
    recues.push([nom, copie]);
    posees += la === null;
    poser(PREFIXE + (la === null ? nom : ATTENTE + nom), copie);
    if (la === null && typeof resumes?.[nom] === "string") poser(RESUME + nom, resumes[nom]);
  }
  dispatchEvent(new CustomEvent("cours:copies", { detail: recues }));
  return { posees, attendent: recues.length - posees, identifiant };
}
