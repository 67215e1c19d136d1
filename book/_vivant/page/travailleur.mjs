// Python tourne ici, hors du fil de la page, qui reste vive. Seule la page lui parle.
import { loadPyodide } from "../../pyodide/pyodide.mjs";

const DISTRIBUTION = new URL("../../pyodide/", import.meta.url).href;

const enObjet = (valeur) => valeur.toJs({ dict_converter: Object.fromEntries });
let noyau;
let pyodide;

// Compter les octets reçus, pour dire où en est le téléchargement ; un fichier absent ou altéré arrête tout,
// là où Pyodide attendrait sans fin ou continuerait sans lui.
let recus = 0;
let echouer;
const echec = new Promise((_, rompre) => { echouer = rompre; });
const demander = self.fetch.bind(self);
self.fetch = async (...demande) => {
  const nom = String(demande[0].url ?? demande[0]).split("/").pop();
  const reponse = await demander(...demande).catch((panne) => {
    echouer(new Error(`${nom} est absent ou altéré`));
    throw panne;
  });
  if (!reponse.ok) echouer(new Error(`${nom} est absent`));
  if (!reponse.ok || !reponse.body) return reponse;
  const compteur = new TransformStream({
    transform(morceau, suite) {
      recus += morceau.byteLength;
      self.postMessage({ sorte: "recu", recus });
      suite.enqueue(morceau);
    },
  });
  return new Response(reponse.body.pipeThrough(compteur), reponse);
};

async function demarrer({ copies, identifiant, avis }) {
  const lire = async (nom) => {
    const reponse = await demander(new URL(nom, import.meta.url));
    if (!reponse.ok) throw new Error(`${nom} (${reponse.status})`);
    return reponse.text();
  };
  const source = lire("noyau.py");
  const chargement = loadPyodide({
    indexURL: DISTRIBUTION,
    lockFileURL: DISTRIBUTION + "verrou-page.json",
    packages: ["course-helpers"],
    checkIntegrity: true,
  });
  pyodide = await Promise.race([chargement, echec]);
  self.postMessage({ sorte: "preparation" });
  pyodide.FS.writeFile("/home/pyodide/noyau.py", await source);
  noyau = pyodide.pyimport("noyau");
  noyau.installer((message) => self.postMessage(enObjet(message)), pyodide.toPy(copies), identifiant, avis);
}

async function executer({ source }) {
  const resultat = enObjet(noyau.executer(source));
  for (const sortie of resultat.sorties.filter(({ latex }) => latex)) {
    await pyodide.loadPackage("latex2mathml");
    sortie.html = noyau.ecrire_formule(sortie.latex);
  }
  return resultat;
}

const GESTES = {
  demarrer,
  cellule: executer,
  copie: ({ nom, texte }) => noyau.MagasinPage.recevoir(nom, texte),
  identifiant: ({ code }) => noyau.changer_identifiant(code),
  avis: ({ texte }) => noyau.avertir(texte),
  quitter: () => noyau.quitter(),
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
