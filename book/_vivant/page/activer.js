// La page vivante : les ateliers et les exercices prennent la place de leur image fixe.
import * as base from "@jupyter-widgets/base";
import * as controls from "@jupyter-widgets/controls";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";
import * as memoire from "./memoire.js";
import "./copie.js";
import "@jupyter-widgets/controls/css/widgets.built.css";

/** Le travailleur, et les réponses que l'on attend de lui. */
class Python {
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

  arreter() { this.travailleur.terminate(); }
}

/** Le canal entre un widget de la page et son jumeau en Python. */
class Canal {
  constructor(python, identifiant, cible) {
    Object.assign(this, { python, comm_id: identifiant, target_name: cible });
  }
  open() { return ""; }
  close() { return ""; }
  send(donnees, rappels) {
    const repos = () => rappels?.iopub?.status?.({ content: { execution_state: "idle" } });
    this.python.demander("comm", { comm: this.comm_id, donnees: JSON.parse(JSON.stringify(donnees)) }).then(repos, repos);
    return "";
  }
  on_msg(fonction) { this.entendre = fonction; }
  on_close(fonction) { this.fermer = fonction; }
}

class Gestionnaire extends ManagerBase {
  canaux = new Map();

  async loadClass(nom, module) { return (module === "@jupyter-widgets/base" ? base : controls)[nom]; }
  async _create_comm(cible, identifiant) { return new Canal(this.python, identifiant, cible); }
  async _get_comm_info() { return {}; }

  entendre({ sorte, comm, cible, donnees, metadonnees }) {
    const message = { content: { comm_id: comm, target_name: cible, data: donnees }, metadata: metadonnees, buffers: [] };
    if (sorte === "comm_open") {
      const canal = new Canal(this.python, comm, cible);
      this.canaux.set(comm, canal);
      this.handle_comm_open(canal, message);
    } else if (sorte === "comm_msg") this.canaux.get(comm)?.entendre?.(message);
    else if (sorte === "comm_close") this.canaux.get(comm)?.fermer?.(message);
  }

  async montrer(modele, place) {
    const vue = await this.create_view(await this.get_model(modele));
    Widget.attach(vue.luminoWidget, place);
  }
}

/** Ce qu'ipywidgets ne dit pas à un lecteur d'écran : le nom d'un curseur, d'un choix, l'état d'un repli. */
function nommerReglages() {
  for (const [quoi, widget, role] of [["[role=slider]", ".widget-slider"], [".widget-radio-box", ".widget-radio", "radiogroup"]]) {
    document.querySelectorAll(`${quoi}:not([aria-label])`).forEach((el) => {
      const nom = el.closest(widget)?.querySelector(".widget-label")?.textContent;
      if (role) el.setAttribute("role", role);
      if (nom) el.setAttribute("aria-label", nom);
    });
  }
  document.querySelectorAll(".widget-toggle-button").forEach((bouton) => {
    bouton.setAttribute("aria-expanded", bouton.classList.contains("mod-active"));
  });
}

/** La mémoire du navigateur, Python et les autres onglets se tiennent au courant. */
function relier(python) {
  memoire.suivre((nom, texte) => python.demander("copie", { nom, texte }));
  addEventListener("cours:copies", ({ detail }) => detail.forEach(([nom, texte]) => python.demander("copie", { nom, texte })));
  addEventListener("cours:identifiant", ({ detail }) => python.demander("identifiant", { code: detail }));
}

function garder(python, message) {
  try {
    const la = memoire.garderCopie(message);
    if (la !== null) python.demander("copie", { nom: message.nom, texte: la });
  } catch { // mémoire refusée, ou pleine depuis peu
    python.demander("avis", { texte: memoire.avertir() });
  }
}

/** Montrer sous une cellule ce que son exécution rend. */
async function montrerResultat(gestionnaire, place, { sorties, texte, erreur }) {
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
  place.replaceChildren(...blocs);
  // Un widget ne s'attache qu'à un élément déjà dans la page.
  await Promise.all(sorties.map(({ widget }, rang) => widget && gestionnaire.montrer(widget, blocs[rang])));
}

/** Le programme replié d'une cellule devient modifiable. */
function ouvrirProgramme(python, gestionnaire, cellule, source) {
  const repli = cellule.querySelector("details.livre-programme");
  const entree = repli?.querySelector(".cell_input");
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
    bouton.disabled = true;
    const resultat = await python.demander("cellule", { source: champ.value });
    await montrerResultat(gestionnaire, cellule.querySelector(".cell_output"), resultat);
    bouton.disabled = false;
  });
  entree.replaceChildren(champ, bouton);
}

/**
 * Activer la page : démarrer Python, rejouer les cellules, remplacer les images fixes.
 *
 * Les cellules qui préparent ou montrent un widget passent d'abord, dans l'ordre ; celles dont le résultat
 * est déjà dans la page (« hide-input ») ensuite, pour que leurs variables existent.
 */
export async function activer(cellules, dire) {
  const total = (await (await fetch(new URL("../../pyodide/taille.json", import.meta.url))).json()).octets;
  const enMo = (octets) => Math.round(octets / 1e6);
  const gestionnaire = new Gestionnaire();
  const python = new Python((message) => {
    if (message.sorte === "recu") dire(`Téléchargement : ${enMo(Math.min(message.recus, total))} / ${enMo(total)} Mo`, message.recus / total);
    else if (message.sorte === "copie") garder(python, message);
    else if (message.sorte === "ecarter") memoire.ecarterCopie(message);
    else if (message.sorte === "reunie") memoire.oublierAttente(message);
    else if (message.sorte === "preparation") dire("Préparation des ateliers…");
    else gestionnaire.entendre(message);
  });
  gestionnaire.python = python;
  // Les vues se construisent peu à peu : on les suit.
  new MutationObserver(nommerReglages).observe(document.querySelector("main"), { childList: true, subtree: true, attributeFilter: ["class"] });
  try {
    dire("Démarrage de Python…");
    const identifiant = memoire.lireIdentifiant();
    await python.demander("demarrer", { copies: memoire.lireCopies(), identifiant, avis: memoire.avertir() });
    relier(python);
    const vivantes = cellules.filter(({ etiquettes }) => !etiquettes.includes("statique"));
    const repliees = vivantes.filter(({ etiquettes }) => etiquettes.includes("hide-input"));
    for (const { ancre, source } of vivantes.filter((cellule) => !repliees.includes(cellule))) {
      const resultat = await python.demander("cellule", { source });
      if (resultat.erreur) throw new Error(resultat.erreur);
      const place = ancre && document.querySelector(`#${ancre} .cell_output`);
      if (place && resultat.sorties.some(({ widget }) => widget)) await montrerResultat(gestionnaire, place, resultat);
    }
    for (const { ancre, source } of repliees) {
      await python.demander("cellule", { source });
      ouvrirProgramme(python, gestionnaire, document.getElementById(ancre), source);
    }
  } catch (panne) {
    python.arreter();
    throw panne;
  }
}
