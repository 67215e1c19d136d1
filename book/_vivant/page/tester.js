// « Tester ce poste » : oui ou non, et quoi demander au technicien.
import * as memoire from "./memoire.js";

const FINE = "\u202f";

function essayerTravailleur() {
  return new Promise((tenir) => {
    const travailleur = new Worker(new URL("essai.mjs", import.meta.url), { type: "module" });
    travailleur.onmessage = ({ data }) => { travailleur.terminate(); tenir(data); };
    travailleur.onerror = () => tenir(false);
  });
}

/** Le débit, mesuré sur un fichier du site que la page prendra de toute façon ; échoue si l'un des autres est refusé. */
async function mesurerDebit() {
  const { default: { lots } } = await import(new URL("fichiers.mjs", import.meta.url));
  for (const { nom } of Object.values(lots)) {
    const { ok } = await fetch(new URL(`../../pyodide/${nom}`, import.meta.url), { method: "HEAD" });
    if (!ok) throw new Error(nom);
  }
  const taille = await (await fetch(new URL("../../pyodide/taille.json", import.meta.url))).json();
  const debut = performance.now();
  const octets = (await (await fetch(new URL("activer.js", import.meta.url), { cache: "no-store" })).arrayBuffer()).byteLength;
  const secondes = (performance.now() - debut) / 1000;
  return { mo: Math.round(taille.octets / 1e6), attente: Math.ceil((taille.octets / octets) * secondes) };
}

const ESSAIS = [
  ["Python peut tourner (WebAssembly)", async () => (typeof WebAssembly === "object" && (await essayerTravailleur()) ? {} : {
    non: "Demandez de mettre à jour le navigateur, ou d’y permettre WebAssembly et les programmes à part («\u202fworkers\u202f») pour ce site.",
  })],
  ["Les archives se décompressent", async () => ("DecompressionStream" in window ? {} : { non: "Demandez un navigateur de 2023 ou plus récent." })],
  ["Le travail est gardé", async () => {
    const avis = memoire.avertir();
    return avis ? { reserve: avis } : {};
  }],
  ["La copie se télécharge", async () => ("download" in HTMLAnchorElement.prototype ? {} : {
    reserve: "Ce navigateur ne télécharge pas\u202f: les élèves colleront le texte de leur copie dans un message.",
  })],
  ["Les fichiers du site arrivent", async () => {
    try {
      const { mo, attente } = await mesurerDebit();
      return { detail: `Le premier réveil prendra ${mo}${FINE}Mo, soit environ ${attente}${FINE}s si ce poste est seul sur la ligne.` };
    } catch {
      return { non: "Demandez que le filtrage laisse passer les fichiers .js, .mjs et .bin de ce site." };
    }
  }],
];

async function tester() {
  const place = document.querySelector(".livre-tester");
  if (!place) return;
  const resultats = [];
  for (const [nom, essayer] of ESSAIS) resultats.push({ nom, ...(await essayer()) });
  const refus = resultats.filter(({ non }) => non);
  const reserves = resultats.filter(({ reserve }) => reserve);

  const titre = document.createElement("p");
  titre.setAttribute("role", "status");
  titre.className = "livre-verdict";
  titre.textContent = refus.length
    ? "✘ Non\u202f: ce poste ne peut pas faire les exercices."
    : `✔ Oui\u202f: ce poste peut faire les exercices${reserves.length ? ", avec une précaution" : ""}.`;
  const liste = document.createElement("ul");
  for (const { nom, non, reserve, detail } of resultats) {
    const ligne = document.createElement("li");
    ligne.textContent = `${non ? "✘" : reserve ? "▲" : "✔"} ${nom}. ${non ?? reserve ?? detail ?? ""}`;
    liste.append(ligne);
  }
  place.replaceChildren(titre, liste);
}

// D'une page à l'autre sans recharger, ce programme reste : il recommence quand on revient.
document.addEventListener("cours:page", tester);
tester();
