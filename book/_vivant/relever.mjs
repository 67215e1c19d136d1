// node relever.mjs DISTRIBUTION SITE > socle.txt : relève les fichiers qu'ouvrent les cellules de toutes les pages.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dossier, site] = process.argv.slice(2);
const PYTHON = "/lib/python3.12/";
// Ce qu'un lecteur écrit volontiers dans une cellule, ce que demande latex2mathml, et ce que la page remplace par un seul fuseau (socle.py).
const AUSSI = "import pandas as pd\nprint(pd.DataFrame({'a': [1]}))\npd.DataFrame({'a': [1]}).to_html()\nimport importlib.metadata, html, xml.etree.ElementTree, xml.sax.saxutils";
const REMPLACES = ["site-packages/dateutil/zoneinfo/dateutil-zoneinfo.tar.gz"];

async function relever() {
  const { loadPyodide } = await import(pathToFileURL(join(dossier, "pyodide.mjs")));
  const pyodide = await loadPyodide({ indexURL: dossier, env: { HOME: "/home/pyodide" } });
  const { FS } = pyodide;
  // ipywidgets sans IPython, comme dans la page : le reste du verrou n'est pas chargé.
  const { packages } = JSON.parse(readFileSync(join(dossier, "pyodide-lock.json")));
  packages.ipywidgets.depends = ["comm", "traitlets"];
  const voulus = new Set(["course-helpers"]);
  for (const nom of voulus) packages[nom].depends.forEach((besoin) => voulus.add(besoin)); // l'ensemble grandit en route
  for (const nom of voulus) {
    const roue = readFileSync(join(dossier, packages[nom].file_name));
    pyodide.unpackArchive(new Uint8Array(roue), "wheel", { extractDir: `${PYTHON}site-packages` });
  }
  const ouverts = new Set();
  const ouvrir = FS.open;
  FS.open = function (chemin, ...suite) {
    ouverts.add(typeof chemin === "string" ? chemin : FS.getPath(chemin));
    return ouvrir.call(this, chemin, ...suite);
  };
  for (const nom of ["noyau.py", "roue.py"]) FS.writeFile(`/home/pyodide/${nom}`, readFileSync(new URL(`page/${nom}`, import.meta.url)));
  pyodide.pyimport("roue");
  const noyau = pyodide.pyimport("noyau");
  noyau.installer(() => {}, pyodide.toPy({}), "", "");
  const livre = join(site, "book");
  const cellules = readdirSync(livre).filter((nom) => nom.endsWith(".cellules.json")).flatMap((nom) => JSON.parse(readFileSync(join(livre, nom))));
  for (const { source } of [...cellules.filter(({ etiquettes }) => !etiquettes.includes("statique")), { source: AUSSI }]) {
    const { erreur } = noyau.executer(source).toJs({ dict_converter: Object.fromEntries });
    if (erreur) throw new Error(`${erreur}\n${source}`);
  }
  pyodide.runPython("import noyau\nfor ecrire in noyau._PROMIS.values(): ecrire()"); // ce qu'un clic demanderait
  // La bibliothèque standard est ici dans une archive : ses modules se lisent dans sys.modules.
  const standard = pyodide.runPython("import sys; [f for m in sys.modules.values() if (f := getattr(m, '__file__', None)) and f.startswith('/lib/python312.zip/')]").toJs();
  const noms = [...ouverts].filter((nom) => nom.startsWith(PYTHON) && !nom.includes("/course_helpers") && FS.isFile(FS.stat(nom).mode));
  const tous = [...noms.map((nom) => nom.slice(PYTHON.length)), ...standard.map((nom) => nom.slice("/lib/python312.zip/".length))];
  process.stdout.write([...new Set(tous)].filter((nom) => !REMPLACES.includes(nom)).sort().map((nom) => `${nom}\n`).join(""));
}

relever().catch((erreur) => {
  console.error(erreur.message.slice(-2000));
  process.exit(1);
});
