// node compilation.mjs NOYAU ENTREES SORTIES LEGERES : compile les archives d'un dossier avec le Python de Pyodide ;
// celles que nomme LEGERES, séparées par des virgules, le sont aussi sans docstrings, pour la page.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [noyau, entrees, sorties, noms] = process.argv.slice(2);

async function compilerDossier() {
  const { loadPyodide } = await import(pathToFileURL(join(noyau, "pyodide.mjs")));
  // L'ordre des ensembles constants dépend de cette graine : fixe, elle rend la compilation reproductible.
  // Sans les colonnes, que seule une trace d'erreur à côté de sa source montrerait, un module perd un dixième.
  const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" };
  const pyodide = await loadPyodide({ indexURL: noyau, env });
  pyodide.runPython(readFileSync(new URL("compilation.py", import.meta.url), "utf8"));
  const compiler = pyodide.globals.get("compiler_archive");
  const legeres = noms.split(",");
  for (const nom of readdirSync(entrees).sort()) {
    const dossier = nom.endsWith(".whl") ? "/lib/python3.12/site-packages" : "/lib/python312.zip";
    for (const [prefixe, documentee] of [["", true], ["page-", false]]) {
      if (!documentee && !legeres.includes(nom)) continue;
      const compilee = compiler(new Uint8Array(readFileSync(join(entrees, nom))), dossier, documentee);
      writeFileSync(join(sorties, prefixe + nom), compilee.toJs());
      compilee.destroy();
    }
  }
}

// Node citerait, avant l'erreur, une ligne d'un mégaoctet.
compilerDossier().catch((erreur) => {
  console.error(erreur.message);
  process.exit(1);
});
