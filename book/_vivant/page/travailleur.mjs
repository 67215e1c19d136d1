// Python tourne ici, hors du fil de la page, qui reste vive. Seule la page lui parle.
import { loadPyodide } from "./pyodide.mjs";
import fichiers from "./fichiers.mjs";

const DISTRIBUTION = new URL("../../pyodide/", import.meta.url);
const PYTHON = "/lib/python3.12/";
const BIBLIOTHEQUE = "python_stdlib.zip";

const enObjet = (valeur) => valeur.toJs({ dict_converter: Object.fromEntries });
const enOctets = async (flux) => new Uint8Array(await new Response(flux).arrayBuffer());
let noyau;
let pyodide;

// Un fichier absent ou altéré arrête tout, là où Pyodide attendrait sans fin ou continuerait sans lui.
let echouer;
const echec = new Promise((_, rompre) => { echouer = rompre; });
echec.catch(() => {}); // nul ne l'attend tant que la page n'a pas demandé à démarrer

let recus = 0;
const compter = () => new TransformStream({
  transform(morceau, suite) {
    recus += morceau.byteLength;
    self.postMessage({ sorte: "recu", recus });
    suite.enqueue(morceau);
  },
});

/** Demander un lot ; rendre son contenu, décomprimé à mesure qu'il arrive, et la promesse qu'il est juste. */
async function demander({ nom, sha256 }) {
  const reponse = await fetch(new URL(nom, DISTRIBUTION));
  if (!reponse.ok) throw new Error(`${nom} (${reponse.status})`);
  const [contenu, temoin] = reponse.body.pipeThrough(compter()).tee();
  const verifier = async () => {
    const octets = await enOctets(temoin);
    // Sans https, le navigateur refuse ce calcul : il reste la somme de contrôle de gzip, qui voit un accident.
    // Qui remplacerait une archive en chemin remplacerait aussi bien un programme chargé de la vérifier.
    const calcul = await crypto.subtle?.digest("SHA-256", octets);
    const empreinte = calcul && Array.from(new Uint8Array(calcul), (octet) => octet.toString(16).padStart(2, "0")).join("");
    if (empreinte && empreinte !== sha256) throw new Error(`${nom} : ${empreinte}`);
  };
  return { flux: contenu.pipeThrough(new DecompressionStream("gzip")), juste: verifier() };
}

// Tout part dès que le travailleur existe : il naît au survol du bouton, ou au clic.
const lots = {};
for (const [lot, fiche] of Object.entries(fichiers.lots)) {
  const dire = () => { throw new Error(`${fiche.nom} est absent ou altéré`); };
  const arrivee = demander(fiche);
  // Le cœur se compile à mesure qu'il arrive ; les autres attendent d'être reconnus.
  const contenu = lot === "coeur" ? arrivee
    : arrivee.then(async ({ flux, juste }) => (await Promise.all([enOctets(flux), juste]))[0]);
  lots[lot] = contenu.catch(dire);
  lots[lot].then(({ juste }) => juste?.catch(dire)).catch(echouer);
}

/** Ranger les fichiers d'un lot, une archive tar, sans les recopier. */
function ranger(FS, octets) {
  const lire = (debut, taille) => new TextDecoder().decode(octets.subarray(debut, debut + taille)).split("\0", 1)[0];
  for (let place = 0; octets[place];) {
    const dossier = lire(place + 345, 155);
    const chemin = `/${dossier && `${dossier}/`}${lire(place, 100)}`;
    const taille = parseInt(lire(place + 124, 12), 8);
    FS.mkdirTree(chemin.slice(0, chemin.lastIndexOf("/")) || "/");
    FS.writeFile(chemin, octets.subarray(place + 512, place + 512 + taille), { canOwn: true });
    place += 512 * (1 + Math.ceil(taille / 512));
  }
}

/** Donner leur place aux fichiers qui ne sont pas venus : l'ouverture du premier demande toute sa roue. */
function promettre(FS, reste, ouvrirRoue) {
  for (const [roue, chemins] of Object.entries(reste)) {
    const noeuds = new Map();
    const armer = () => noeuds.forEach((noeud) => { noeud.stream_ops = { ...noeud.stream_ops, open: remplir }; });
    const desarmer = () => noeuds.forEach((noeud) => { delete noeud.stream_ops.open; });
    const remplir = () => {
      desarmer();
      try {
        const demande = new XMLHttpRequest();
        demande.open("GET", new URL(fichiers.dossier + roue, DISTRIBUTION), false);
        demande.responseType = "arraybuffer";
        demande.send();
        if (demande.status !== 200) throw new Error("absent");
        const contenu = ouvrirRoue(new Uint8Array(demande.response), fichiers.roues[roue]);
        const racine = roue === BIBLIOTHEQUE ? PYTHON : `${PYTHON}site-packages/`;
        for (const [nom, octets] of contenu) {
          const noeud = noeuds.get(racine + nom);
          if (noeud) Object.assign(noeud, { contents: octets, usedBytes: octets.length });
        }
      } catch (panne) {
        armer();
        console.error(`${roue} est absent ou altéré\u202f: ${panne.message}`);
        throw new FS.ErrnoError(29); // une erreur de lecture, que Python dit avec le nom du fichier
      }
    };
    for (const chemin of chemins) {
      FS.mkdirTree(`/${chemin.slice(0, chemin.lastIndexOf("/"))}`);
      noeuds.set(`/${chemin}`, FS.create(`/${chemin}`));
    }
    armer();
  }
}

// Pyodide demande ses fichiers par leur nom : il les reçoit d'ici.
const SUBSTITUTS = {
  "pyodide.asm.wasm": async () => new Response((await lots.coeur).flux, { headers: { "Content-Type": "application/wasm" } }),
  "pyodide-lock.json": () => Response.json({ info: fichiers.info, packages: {} }),
  [BIBLIOTHEQUE]: () => new Response(""), // ses modules sont déjà rangés
};
const fetchDuNavigateur = self.fetch.bind(self);
self.fetch = async (...demande) => {
  const substitut = SUBSTITUTS[String(demande[0].url ?? demande[0]).split("/").pop()];
  return substitut ? substitut() : fetchDuNavigateur(...demande);
};

async function preparer() {
  const sources = Promise.all(["noyau.py", "roue.py"].map(async (nom) => {
    const reponse = await fetch(new URL(nom, import.meta.url));
    if (!reponse.ok) throw new Error(`${nom} est absent`);
    return [nom, await reponse.text()];
  }));
  (0, eval)(new TextDecoder().decode(await lots.moteur));
  pyodide = await loadPyodide({
    indexURL: DISTRIBUTION.href,
    fsInit: async (FS) => ranger(FS, await lots.bibliotheque),
  });
  const { FS } = pyodide;
  // Chaque module importé ferait chercher des objets perdus qu'il n'y a pas : le ramasseur attend.
  pyodide.runPython("import gc; gc.disable()");
  ranger(FS, await lots.paquets);
  ranger(FS, await lots.cours);
  for (const [nom, source] of await sources) FS.writeFile(`/home/pyodide/${nom}`, source);
  const { ouvrir } = pyodide.pyimport("roue");
  promettre(FS, JSON.parse(FS.readFile("/reste.json", { encoding: "utf8" })), (octets, empreinte) => {
    // Python a lâché son verrou pour ouvrir le fichier : on le reprend le temps de l'appeler.
    const verrou = pyodide._module._PyGILState_Ensure();
    try {
      return ouvrir(octets, empreinte).toJs();
    } finally {
      pyodide._module._PyGILState_Release(verrou);
    }
  });
  pyodide.pyimport("importlib").invalidate_caches();
}

const preparation = preparer();
preparation.catch(() => {}); // dit à la page quand elle demande à démarrer

async function demarrer({ copies, identifiant, avis }) {
  await Promise.race([preparation, echec]);
  self.postMessage({ sorte: "preparation" });
  noyau = pyodide.pyimport("noyau");
  const racine = new URL("../../", import.meta.url).href;
  noyau.installer((message) => self.postMessage(enObjet(message)), pyodide.toPy(copies), identifiant, avis, racine);
  pyodide.runPython("import pandas, matplotlib.figure, ipywidgets; gc.freeze(); gc.enable()");
}

async function executer({ source }) {
  const resultat = enObjet(noyau.executer(source));
  for (const sortie of resultat.sorties.filter(({ latex }) => latex)) sortie.html = noyau.ecrire_formule(sortie.latex);
  return resultat;
}

/** Être le second travailleur : lire un dépôt, et dire où l'on en est. */
async function lireAPart({ octets }) {
  await Promise.race([preparation, echec]);
  const { executer: lire } = pyodide.pyimport("course_helpers.bureaux.apart");
  pyodide.runPython("import gc; gc.freeze(); gc.enable()");
  const avancer = (part, mots) => self.postMessage({ sorte: "avance", part, mots });
  return lire(pyodide.toPy(octets), avancer).toJs();
}

const GESTES = {
  demarrer,
  apart: lireAPart,
  cellule: executer,
  copie: ({ nom, texte }) => noyau.MagasinPage.recevoir(nom, texte),
  identifiant: ({ code }) => noyau.changer_identifiant(code),
  lien: ({ lien }) => noyau.changer_lien(lien),
  avis: ({ texte }) => noyau.avertir(texte),
  fichier: ({ adresse }) => noyau.ecrire_promis(adresse),
  quitter: () => noyau.quitter(),
  rendre: ({ apart, message }) => noyau.recevoir_lecture(apart, pyodide.toPy(message)),
  comm: ({ comm, donnees, tampons }) => noyau.recevoir(comm, pyodide.toPy(donnees), pyodide.toPy(tampons)),
};

// Les messages se traitent un par un, dans l'ordre ; chacun reçoit sa réponse.
let file = Promise.resolve();
self.onmessage = ({ data }) => {
  file = file.then(async () => {
    try {
      self.postMessage({ sorte: "reponse", numero: data.numero, resultat: await GESTES[data.geste](data) });
    } catch (panne) {
      self.postMessage({ sorte: "reponse", numero: data.numero, panne: String(panne.message ?? panne) });
    }
  });
};
