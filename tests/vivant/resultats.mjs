// node resultats.mjs DOSSIER RESULTATS.PY : exécute ce fichier dans la distribution et écrit ce qu'il calcule.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dossier, fichier] = process.argv.slice(2);

async function calculer() {
  const { loadPyodide } = await import(pathToFileURL(join(dossier, "pyodide.mjs")));
  const env = { HOME: "/home/pyodide", MPLBACKEND: "agg" };
  const pyodide = await loadPyodide({ indexURL: dossier, env });
  await pyodide.loadPackagesFromImports("import course_helpers", { messageCallback() {} });
  pyodide.runPython(readFileSync(fichier, "utf8"));
  // Ce qu'une page charge et dessine : un paquet oublié dans la distribution se voit ici.
  pyodide.runPython(`
import io
from course_helpers.ateliers.pareto import DepartClient, ExplorateurAbc
from course_helpers.exercices import Serie
from course_helpers.figures.pareto import tracer_pareto
trace = tracer_pareto(pareto.classer_abc(_lire_clients()))
assert trace.ecrire_svg().startswith("<svg")
trace.axes.figure.savefig(io.BytesIO(), format="png")
ExplorateurAbc(_lire_clients()), DepartClient(_lire_clients())
Serie("4-pareto", code="CLASSE")`);
  process.stdout.write(pyodide.runPython("json.dumps(calculer())"));
}

calculer().catch((erreur) => {
  console.error(erreur.message);
  process.exit(1);
});
