// Python tourne ici, hors du fil de la page, qui reste vive. Seule la page lui parle.
import { loadPyodide } from "../../pyodide/pyodide.mjs";

const DISTRIBUTION = new URL("../../pyodide/", import.meta.url).href;
const PAQUETS = ["numpy", "pandas", "matplotlib", "ipywidgets", "course-helpers"];

const enObjet = (valeur) => valeur.toJs({ dict_converter: Object.fromEntries });
let noyau;
let pyodide;

// Compter les octets reçus, pour dire où en est le téléchargement.
let recus = 0;
const demander = self.fetch.bind(self);
self.fetch = async (...demande) => {
  const reponse = await demander(...demande);
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

async function demarrer() {
  const lire = async (nom) => {
    const reponse = await demander(new URL(nom, import.meta.url));
    if (!reponse.ok) throw new Error(`${nom} (${reponse.status})`);
    return reponse.text();
  };
  const source = lire("noyau.py");
  pyodide = await loadPyodide({
    indexURL: DISTRIBUTION,
    lockFileURL: DISTRIBUTION + "verrou-page.json",
    packages: PAQUETS,
    checkIntegrity: true,
  });
  // loadPyodide ne signale pas un paquet manquant : on le voit ici, avant de promettre une page vivante.
  const absents = PAQUETS.filter((nom) => !(nom in pyodide.loadedPackages));
  if (absents.length) throw new Error(`paquets absents ou altérés : ${absents.join(", ")}`);
  self.postMessage({ sorte: "preparation" });
  pyodide.FS.writeFile("/home/pyodide/noyau.py", await source);
  noyau = pyodide.pyimport("noyau");
  noyau.installer((message) => self.postMessage(enObjet(message)));
}

const GESTES = {
  demarrer,
  cellule: ({ source }) => enObjet(noyau.executer(source)),
  comm: ({ comm, donnees }) => noyau.recevoir(comm, pyodide.toPy(donnees)),
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
