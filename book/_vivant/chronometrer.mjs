// node chronometrer.mjs DOSSIER : chronomètre, à froid, le démarrage et les imports d'une distribution.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const dossier = process.argv[2];
const mesures = {};
async function chronometrer(nom, faire) {
  const depart = performance.now();
  const rendu = await faire();
  mesures[nom] = Math.round(performance.now() - depart) / 1000;
  return rendu;
}

const { loadPyodide } = await import(pathToFileURL(join(dossier, "pyodide.mjs")));
const env = { HOME: "/home/pyodide", MPLBACKEND: "agg" };
const pyodide = await chronometrer("coeur", () => loadPyodide({ indexURL: dossier, env }));
const annoncer = { messageCallback: () => {} };
await chronometrer("paquets", () => pyodide.loadPackagesFromImports("import course_helpers", annoncer));
const modules = ["numpy", "pandas", "matplotlib.pyplot", "IPython", "ipywidgets", "seaborn"];
for (const module of [...modules, "course_helpers.figures", "course_helpers.ateliers", "course_helpers.exercices"]) {
  await chronometrer(module, () => pyodide.runPython(`import ${module}`));
}
mesures.total = Math.round(performance.now()) / 1000;
console.log(JSON.stringify(mesures));
