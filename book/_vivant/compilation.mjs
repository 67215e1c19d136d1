// node compilation.mjs NOYAU ENTREES SORTIES LEGERS : compile les archives d'un dossier avec le Python de Pyodide.
// LEGERS, un fichier JSON, donne de chacune les modules que la page télécharge : compilés aussi, sans docstrings.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [noyau, entrees, sorties, liste] = process.argv.slice(2);

async function compilerDossier() {
  const { loadPyodide } = await import(pathToFileURL(join(noyau, "pyodide.mjs")));
  // L'ordre des ensembles constants dépend de cette graine : fixe, elle rend la compilation reproductible.
  // Sans les colonnes, que seule une trace d'erreur à côté de sa source montrerait, un module perd un dixième.
  const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" };
  const pyodide = await loadPyodide({ indexURL: noyau, env });
  pyodide.runPython(readFileSync(new URL("compilation.py", import.meta.url), "utf8"));
  const compiler = pyodide.globals.get("compiler_archive");
  const legers = JSON.parse(readFileSync(liste, "utf8"));
  for (const nom of readdirSync(entrees).sort()) {
    const dossier = nom.endsWith(".whl") ? "/lib/python3.12/site-packages" : "/lib/python312.zip";
    const octets = new Uint8Array(readFileSync(join(entrees, nom)));
    for (const [prefixe, modules] of Object.entries({ "": undefined, "page-": legers[nom] })) {
      if (prefixe && !modules) continue;
      const compilee = compiler(octets, dossier, modules && pyodide.toPy(modules));
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
