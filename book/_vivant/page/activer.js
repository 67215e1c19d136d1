// La page vivante : les ateliers et les exercices prennent la place de leur image fixe.
//
// Python démarre une fois ; chaque page du cours où l'on passe ensuite lui est confiée, puis reprise.
import * as base from "@jupyter-widgets/base";
import * as controls from "@jupyter-widgets/controls";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";
import * as memoire from "./memoire.js";
import "./copie.js";
import "@jupyter-widgets/controls/css/widgets.built.css";
import { guetter } from "./annoncer.js";
import { naviguer } from "./navigation.js";
import { nommer } from "./nommer.js";
import { accompagner } from "./place.js";
import "./projeter.js";

/** Le travailleur, et les réponses que l'on attend de lui. */
class Python {
  enRoute = new Set(); // les messages de widgets que Python n'a pas fini de traiter
  #attentes = new Map();
  #numero = 0;

  constructor(entendre) {
    // Celui du survol télécharge déjà (amorce.js) : rien n'est demandé deux fois.
    this.travailleur = self.travailleurDuCours ?? new Worker(new URL("travailleur.mjs", import.meta.url), { type: "module" });
    self.travailleurDuCours = undefined;
    this.travailleur.onerror = (e) => this.#echouer(e.message || "le travailleur n’a pas démarré");
    this.travailleur.onmessage = ({ data }) => {
      if (data.sorte !== "reponse") return entendre(data);
      const { tenir, rompre } = this.#attentes.get(data.numero);
      this.#attentes.delete(data.numero);
      if (data.panne) rompre(new Error(data.panne)); else tenir(data.resultat);
    };
  }

  demander(geste, contenu = {}) {
    return new Promise((tenir, rompre) => {
      this.#attentes.set(++this.#numero, { tenir, rompre });
      this.travailleur.postMessage({ geste, numero: this.#numero, ...contenu });
    });
  }

  #echouer(raison) {
    this.#attentes.forEach(({ rompre }) => rompre(new Error(raison)));
    this.#attentes.clear();
  }

  /** Attendre que Python ait traité tout ce que la page lui a envoyé. */
  async calme() {
    while (this.enRoute.size) await Promise.all(this.enRoute);
  }

  arreter() { this.travailleur.terminate(); }
}

/** Le canal entre un widget de la page et son jumeau en Python. */
class Canal {
  constructor(python, identifiant, cible) {
    Object.assign(this, { python, comm_id: identifiant, target_name: cible });
  }
  open() { return ""; }
  close() { return ""; }
  send(donnees, rappels, metadonnees, tampons = []) {
    const octets = tampons.map((t) => (ArrayBuffer.isView(t) ? new Uint8Array(t.buffer, t.byteOffset, t.byteLength) : new Uint8Array(t)));
    const contenu = { comm: this.comm_id, donnees: JSON.parse(JSON.stringify(donnees)), tampons: octets };
    // ipywidgets retient les lettres tapées pendant que Python travaille : un bouton ou Entrée les attend.
    if (donnees.method === "custom") this.#apresLesValeurs(contenu, rappels);
    else this.#envoyer(contenu, rappels);
    return "";
  }
  async #apresLesValeurs(contenu, rappels) {
    await this.python.calme();
    this.#envoyer(contenu, rappels);
  }
  #envoyer(contenu, rappels) {
    const envoi = this.python.demander("comm", contenu).catch(() => {}).then(() => {
      rappels?.iopub?.status?.({ content: { execution_state: "idle" } }); // de là part ce qui était retenu
      this.python.enRoute.delete(envoi);
    });
    this.python.enRoute.add(envoi);
  }
  on_msg(fonction) { this.entendre = fonction; }
  on_close(fonction) { this.fermer = fonction; }
}

/** Le bouton d'un fichier : sans le compte qu'ipywidgets y ajoute, et son champ à portée de qui dépose. */
class VueFichier extends controls.FileUploadView {
  render() {
    super.render();
    this.el.champ = this.fileInput;
    this.fileInput.addEventListener("change", (e) => this.peser(e), { capture: true }); // avant qu'ipywidgets lise
  }

  /** Ne pas lire un dépôt trop lourd, qui fermerait l'onglet : Python, qui en reçoit le poids, le refuse. */
  peser(e) {
    const fichiers = [...this.fileInput.files];
    const permis = this.el.closest(".ch-depot")?.querySelector("[data-poids-max]")?.dataset.poidsMax ?? Infinity;
    if (fichiers.reduce((somme, fichier) => somme + fichier.size, 0) <= Number(permis)) return;
    e.stopImmediatePropagation();
    this.model.set({
      value: fichiers.map(({ name, type, size, lastModified }) =>
        ({ content: new ArrayBuffer(0), name, type, size, last_modified: lastModified })),
    });
    this.touch();
  }

  update() {
    super.update();
    this.el.lastChild.textContent = this.model.get("description");
  }
}
const VUES = { ...controls, FileUploadView: VueFichier };

class Gestionnaire extends ManagerBase {
  canaux = new Map();
  vues = new Set();

  async loadClass(nom, module) { return (module === "@jupyter-widgets/base" ? base : VUES)[nom]; }
  async _create_comm(cible, identifiant) { return new Canal(this.python, identifiant, cible); }
  async _get_comm_info() { return {}; }

  entendre({ sorte, comm, cible, donnees, metadonnees, tampons }) {
    const buffers = tampons.map((t) => new DataView(t.buffer, t.byteOffset, t.byteLength));
    const message = { content: { comm_id: comm, target_name: cible, data: donnees }, metadata: metadonnees, buffers };
    if (sorte === "comm_open") {
      const canal = new Canal(this.python, comm, cible);
      this.canaux.set(comm, canal);
      this.handle_comm_open(canal, message);
    } else if (sorte === "comm_msg") this.canaux.get(comm)?.entendre?.(message);
    else if (sorte === "comm_close") this.canaux.get(comm)?.fermer?.(message);
  }

  /** Montrer un widget et tous ceux qu'il contient. */
  async montrer(modele, place) {
    const vue = await this.create_view(await this.get_model(modele));
    this.vues.add(vue);
    Widget.attach(vue.luminoWidget, place);
    await attendreVues(vue);
  }

  /** Retirer ce qui se trouve sous un élément, ou dans toute la page. */
  retirer(place = document) {
    for (const vue of this.vues) {
      if (!place.contains(vue.el)) continue;
      vue.remove();
      this.vues.delete(vue);
    }
  }

  /** Oublier les widgets de la page que l'on quitte. */
  vider() {
    this.retirer();
    this.vues.clear();
    this.canaux.clear();
    return this.clear_state();
  }
}

async function attendreVues(vue) {
  const contenues = await Promise.all(vue.children_views?.views ?? []);
  await Promise.all(contenues.map(attendreVues));
}

/** La mémoire du navigateur, Python et les autres onglets se tiennent au courant. */
function relier(python) {
  const donner = (geste, contenu) => python.demander(geste, contenu).catch(() => {}); // une panne se dit au réveil
  addEventListener("hashchange", () => {
    if (estUnLien(location.hash.slice(1))) donner("lien", { lien: lireLien() });
    else if (lienOuvert) mettreLien(lienOuvert); // l'endroit de la page est montré : l'adresse redevient celle du sujet
  });
  memoire.suivre((nom, texte) => donner("copie", { nom, texte }));
  addEventListener("cours:copies", ({ detail }) => detail.forEach(([nom, texte]) => donner("copie", { nom, texte })));
  addEventListener("cours:identifiant", ({ detail }) => {
    donner("identifiant", { code: detail });
    donner("avis", { texte: memoire.avertir() });
  });
}

/** Ce qui suit « # », quand ce n'est ni un endroit de la page, ni un identifiant proposé : le lien d'un sujet. */
const estUnLien = (lien) => Boolean(lien) && !document.getElementById(lien) && !lien.startsWith("identifiant=");

/** Le lien que porte l'adresse, ou qu'elle portait à l'arrivée (amorce.js) : on a pu aller à un endroit de la page. */
const lireLien = () => [location.hash.slice(1), document.documentElement.dataset.lien].find(estUnLien) ?? "";

let lienOuvert = ""; // celui que Python a lu
function mettreLien(lien) {
  document.documentElement.dataset.lien = lienOuvert = lien;
  history.replaceState(history.state, "", `#${lien}`);
}

function garder(python, message) {
  try {
    const la = memoire.garderCopie(message);
    if (la !== null) python.demander("copie", { nom: message.nom, texte: la });
  } catch { // mémoire refusée, ou pleine depuis peu
    python.demander("avis", { texte: memoire.avertir() });
  }
}

/** Dire à un lecteur d'écran, et à lui seul, ce qui vient de changer. */
function annoncer(texte) {
  let place = document.getElementById("livre-annonce");
  if (!place) {
    place = Object.assign(document.createElement("p"), { id: "livre-annonce", className: "livre-masque" });
    place.setAttribute("role", "status");
    place.dataset.reste = "";
    document.body.append(place);
  }
  place.textContent = texte;
}

/**
 * Montrer sous une cellule ce que son exécution rend.
 *
 * Le nouveau se construit hors de la vue et prend d'un coup la place de l'ancien. Ce que rend `avant(place)` est
 * appelé entre les deux, et peut y mener le focus : l'ancien contenu le perdrait en partant. Rien n'est annoncé,
 * « aria-busy » le demande.
 */
async function montrerResultat(place, { sorties, texte, erreur }, avant = () => {}) {
  const blocs = sorties.map(({ html }) => {
    const bloc = document.createElement("div");
    if (html) bloc.innerHTML = html;
    return bloc;
  });
  for (const [contenu, classe] of [[texte, "livre-sortie"], [erreur, "ch-alerte"]]) {
    if (!contenu) continue;
    const bloc = document.createElement("pre");
    bloc.className = classe;
    bloc.textContent = contenu;
    blocs.push(bloc);
  }
  const nouveau = document.createElement("div");
  nouveau.className = "livre-a-venir";
  nouveau.style.width = `${place.clientWidth}px`;
  nouveau.append(...blocs);
  const anciens = [...place.childNodes];
  place.setAttribute("aria-busy", "true");
  place.prepend(nouveau);
  // Un widget ne s'attache qu'à un élément déjà dans la page.
  await Promise.all(sorties.map(({ widget }, rang) => widget && gestionnaire.montrer(widget, blocs[rang])));
  const amener = avant(nouveau);
  nouveau.removeAttribute("class");
  nouveau.removeAttribute("style");
  amener?.();
  anciens.forEach((ancien) => {
    if (ancien.nodeType === Node.ELEMENT_NODE) gestionnaire.retirer(ancien);
    ancien.remove();
  });
  requestAnimationFrame(() => requestAnimationFrame(() => place.removeAttribute("aria-busy")));
}

/** Le programme replié d'une cellule devient modifiable ; `preparer` joue d'abord celles qui la précèdent. */
function ouvrirProgramme(cellule, source, preparer) {
  const entree = cellule.querySelector("details.livre-programme .cell_input");
  if (!entree) return;
  const champ = document.createElement("textarea");
  champ.className = "livre-code";
  champ.value = source;
  champ.rows = source.split("\n").length;
  champ.spellcheck = false;
  champ.setAttribute("aria-label", "Programme Python de cette cellule");
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "livre-bouton";
  bouton.textContent = "Exécuter";
  bouton.addEventListener("click", async () => {
    if (bouton.ariaDisabled) return;
    bouton.ariaDisabled = "true";
    annoncer("Exécution…");
    try {
      await preparer();
      const resultat = await python.demander("cellule", { source: champ.value });
      const place = cellule.querySelector(".cell_output");
      await montrerResultat(place, resultat);
      const lu = place.innerText.trim().replace(/\s+/g, " ");
      annoncer(`${resultat.erreur ? "Erreur" : "Résultat"}\u202f: ${lu.slice(0, 200) || "rien à montrer"}`);
    } finally {
      bouton.ariaDisabled = null;
    }
  });
  entree.replaceChildren(champ, bouton);
}

let gestionnaire = new Gestionnaire();
let python;
let pret; // la promesse que Python ait démarré
let sourd = 0; // ce qu'envoie encore la page quittée ne s'écoute plus
let dire; // l'avancement, là où la page du moment le montre

/** Démarrer Python, une fois pour toutes les pages. */
async function demarrer(total) {
  const enMo = (octets) => Math.round(octets / 1e6);
  python = gestionnaire.python = new Python((message) => {
    if (message.sorte === "recu") dire(`Téléchargement\u202f: ${enMo(Math.min(message.recus, total))} / ${enMo(total)}\u202fMo`, message.recus / total);
    else if (message.sorte === "copie") garder(python, message);
    else if (message.sorte === "ecarter") memoire.ecarterCopie(message);
    else if (message.sorte === "reunie") memoire.oublierAttente(message);
    else if (message.sorte === "identifiant") memoire.garderIdentifiant(message.code === "CLASSE" ? "" : message.code);
    else if (message.sorte === "lien") mettreLien(message.lien);
    else if (message.sorte === "preparation") dire("Préparation des ateliers…");
    else if (message.sorte === "apart") lireAPart(message);
    else if (!sourd) gestionnaire.entendre(message);
  });
  const identifiant = memoire.lireIdentifiant();
  const depart = python.demander("demarrer", { copies: memoire.lireCopies(), identifiant, avis: memoire.avertir() });
  relier(python); // ce qui change pendant le démarrage suit, dans l'ordre
  await depart;
}

// Un fichier de la copie attend que Python y ait mis ce que l'on vient de faire : le lien peut changer d'ici là.
addEventListener("click", async (e) => {
  const lien = e.target.closest?.(".ch-liens a");
  if (!lien || !python?.enRoute.size) return;
  e.preventDefault();
  e.stopPropagation();
  const place = lien.closest(".jupyter-widgets");
  const rang = [...place.querySelectorAll(".ch-liens a")].indexOf(lien);
  await python.calme();
  await new Promise((fin) => requestAnimationFrame(fin)); // les vues se mettent à jour après le message
  place.querySelectorAll(".ch-liens a")[rang]?.click();
}, true);

// Le navigateur demande avant de fermer un bureau dont quelque chose n'est dans aucun fichier. Python marque ce qui
// serait perdu, puis ce qui est écrit : il reste à le télécharger.
const pris = new Set();
const lireGardes = () => [...(document.querySelector(".ch-bureau")?.classList ?? [])].flatMap((nom) => [...nom.matchAll(/^ch-garde-(\w+)-(perdu|ecrit)-\d+$/g)]);
addEventListener("click", ({ target }) => {
  const nom = target.closest?.(".ch-bureau a[download]")?.download;
  for (const [garde, quoi] of nom ? lireGardes() : []) if (nom.startsWith(quoi)) pris.add(garde);
});
addEventListener("beforeunload", (e) => { if (lireGardes().some(([garde, , etat]) => etat === "perdu" || !pris.has(garde))) e.preventDefault(); });

// Le fichier d'un tableau s'écrit quand on le demande.
addEventListener("click", async (e) => {
  const lien = e.target.closest?.("a[href^='fichier:']");
  if (!lien) return;
  e.preventDefault();
  const adresse = lien.getAttribute("href");
  try {
    const fichier = await python.demander("fichier", { adresse });
    if (lien.getAttribute("href") !== adresse) return; // un double-clic n'en veut qu'un
    lien.href = fichier;
    lien.click();
  } catch ({ message }) {
    const alerte = Object.assign(document.createElement("span"), { className: "ch-alerte", role: "alert" });
    alerte.textContent = `▲ ${lien.textContent.trim()}\u202f: ce fichier n’a pas pu s’écrire (${message.trim().split("\n").at(-1)}).`;
    lien.replaceWith(alerte);
  }
});

/**
 * Lire un dépôt à part, dans un second travailleur : l'arrêter n'arrête que lui.
 *
 * Il naît à la première lecture, et sert aux suivantes. Sans octets, la demande est de l'arrêter.
 */
let lecteur;
async function lireAPart({ numero, octets }) {
  if (!octets) {
    if (lecteur?.numero === numero) arreterLaLecture(); // sinon, il lit déjà autre chose
    return;
  }
  const rendre = (message) => python.demander("rendre", { apart: numero, message }).catch(() => {});
  lecteur ??= new Python((message) => message.sorte === "avance" && lecteur.avancer(message));
  lecteur.numero = numero;
  lecteur.avancer = ({ part, mots }) => rendre({ part, mots });
  try {
    rendre({ octets: await lecteur.demander("apart", { octets }) });
  } catch (panne) {
    arreterLaLecture();
    rendre({ panne: String(panne.message) });
  }
}

function arreterLaLecture() {
  lecteur?.arreter();
  lecteur = undefined;
}

function arreter() {
  arreterLaLecture();
  python?.arreter();
  python = pret = undefined;
}

/** Reprendre à Python la page que l'on quitte. */
function quitter() {
  sourd += 1;
  lienOuvert = "";
  gestionnaire.vider();
  gestionnaire = new Gestionnaire();
  gestionnaire.python = python;
  arreterLaLecture();
  python?.demander("quitter").catch(arreter).finally(() => { sourd -= 1; });
}

let suivie = false;
function suivreLesPages() {
  if (suivie) return;
  suivie = true;
  document.addEventListener("cours:quitter", quitter);
  naviguer(() => python);
  accompagner();
}

/**
 * Activer la page : démarrer Python s'il ne l'est pas, jouer les cellules, remplacer les images fixes.
 *
 * Les cellules qui préparent passent d'abord, dans l'ordre, puis le bloc que l'on a demandé, puis les autres.
 * Celles dont le résultat est déjà dans la page (« hide-input ») ne se jouent que si l'on y touche.
 *
 * @param {object[]} cellules
 * @param {object} suite `total` : les octets à recevoir ; `avancer` : dire où l'on en est ; `ancre` : la cellule
 *   demandée ; `avant(place, ancre)` : appelé quand un bloc va se montrer ; `signal` : on a quitté la page.
 */
export async function activer(cellules, { total, avancer, ancre, avant, signal }) {
  dire = avancer;
  suivreLesPages();
  if (!pret) {
    dire("Démarrage de Python…");
    pret = demarrer(total);
  }
  try {
    await pret;
    signal.throwIfAborted();
    await jouerPage(cellules, { ancre, avant, signal });
  } catch (panne) {
    if (!signal.aborted) arreter();
    throw panne;
  }
}

async function jouerPage(cellules, { ancre, avant, signal }) {
  dire("Préparation des ateliers…");
  // Les vues se construisent peu à peu : on les suit, tant que l'on est sur la page.
  const contenu = document.querySelector("main");
  const cesser = [nommer(contenu), guetter(contenu)];
  signal.addEventListener("abort", () => cesser.forEach((finir) => finir()));
  const jouer = async (cellule) => {
    const resultat = await python.demander("cellule", { source: cellule.source });
    signal.throwIfAborted();
    return resultat;
  };
  const vivantes = cellules.filter(({ etiquettes }) => !etiquettes.includes("statique"));
  const repliees = vivantes.filter(({ etiquettes }) => etiquettes.includes("hide-input"));
  await python.demander("lien", { lien: lireLien() });
  const rang = (cellule) => (cellule.ancre === null ? 0 : cellule.ancre === ancre ? 1 : 2);
  const aJouer = vivantes.filter((cellule) => !repliees.includes(cellule)).sort((a, b) => rang(a) - rang(b));
  for (const cellule of aJouer) {
    const resultat = await jouer(cellule);
    if (resultat.erreur) throw new Error(resultat.erreur);
    const place = cellule.ancre && document.querySelector(`#${cellule.ancre} .cell_output`);
    if (place && resultat.sorties.some(({ widget }) => widget)) {
      await montrerResultat(place, resultat, (nouveau) => avant(nouveau, cellule.ancre));
      signal.throwIfAborted();
    }
  }
  const jouees = new Set();
  for (const cellule of repliees) {
    const preparer = async () => {
      for (const autre of repliees.slice(0, repliees.indexOf(cellule))) {
        if (!jouees.has(autre)) await jouer(autre);
        jouees.add(autre);
      }
    };
    ouvrirProgramme(document.getElementById(cellule.ancre), cellule.source, preparer);
  }
}
