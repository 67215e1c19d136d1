// Le trajet d'un élève dans Firefox : activer le chapitre, bouger un curseur, se tromper, corriger.
// node tests/livre/firefox.mjs DOSSIER_NPM PYTHON : « make test-firefox » le lance. Il faut un site construit.
import { spawn, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [dossierNpm, python] = process.argv.slice(2).map((chemin) => resolve(chemin));
const puppeteer = createRequire(join(dossierNpm, "package.json"))("puppeteer-core");
const RACINE = resolve(import.meta.dirname, "../..");
const CHAPITRE = "book/4-pareto.html";
const ATTENTE = 120_000;
const firefox = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync);
if (!firefox) throw new Error("Firefox manque : installez le paquet firefox-esr.");

const juste = execFileSync(python, [
  "-c", 'from course_helpers.exercices import Serie; print(f"{Serie(\'4-pareto\').valeurs.part_20:.1f}".replace(".", ","))',
], { cwd: RACINE, encoding: "utf-8" }).trim();

function exiger(vrai, sinon) {
  if (!vrai) throw new Error(sinon);
}

const serveur = spawn(python, [join(RACINE, "book/servir.py")], { stdio: ["ignore", "pipe", "inherit"] });
const adresse = await new Promise((tenir, rompre) => {
  serveur.stdout.on("data", (texte) => { const trouve = /http:\S+/.exec(texte); if (trouve) tenir(trouve[0]); });
  serveur.on("exit", () => rompre(new Error("le serveur ne s’est pas ouvert")));
});
let navigateur;
try {
  navigateur = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });
  const vue = await navigateur.newPage();
  vue.setDefaultTimeout(ATTENTE);
  const fautes = [];
  vue.on("console", (message) => { if (message.type() === "error") fautes.push(message.text()); });
  vue.on("pageerror", (panne) => fautes.push(String(panne)));
  vue.on("request", (demande) => {
    const adresseDemandee = demande.url();
    if (adresseDemandee.startsWith("http") && !adresseDemandee.startsWith(adresse)) fautes.push(adresseDemandee);
  });
  await vue.goto(adresse + CHAPITRE);
  console.log(await navigateur.version());

  let depart = performance.now();
  await vue.click("[data-action=activer]");
  await vue.waitForFunction(() => ["oui", "non"].includes(document.documentElement.dataset.active));
  exiger(
    await vue.evaluate(() => document.documentElement.dataset.active === "oui"),
    await vue.$eval(".livre-activation", (etat) => etat.innerText),
  );
  console.log(`active en ${((performance.now() - depart) / 1000).toFixed(1)} s`);

  const phrase = () => vue.$eval(".ch-atelier .ch-phrase", (place) => place.innerText);
  const avant = await phrase();
  depart = performance.now();
  await vue.focus(".ch-atelier [role=slider]");
  await vue.keyboard.press("ArrowLeft");
  await vue.waitForFunction((texte) => document.querySelector(".ch-atelier .ch-phrase").innerText !== texte, {}, avant);
  console.log(`curseur : « ${(await phrase()).slice(0, 60)}… » en ${Math.round(performance.now() - depart)} ms`);

  const carte = (await vue.evaluateHandle(() => [...document.querySelectorAll(".ch-carte")]
    .find((place) => place.innerText.includes("20/80\u202f: la part réelle")))).asElement();
  exiger(carte, "la carte « 20/80 : la part réelle » est absente");
  const verifier = (await carte.evaluateHandle((place) => [...place.querySelectorAll("button")]
    .find((bouton) => bouton.innerText.trim() === "Vérifier"))).asElement();
  const champ = await carte.$("input[type=text]");
  for (const [reponse, attendu] of [["80", "recopié la règle"], [juste, "réussi"]]) {
    await champ.click({ count: 3 });
    await champ.type(reponse);
    await verifier.click();
    await vue.waitForFunction((place, texte) =>
      (place.querySelector(".ch-retour")?.innerText ?? "").toLowerCase().includes(texte), {}, carte, attendu);
    console.log(`réponse ${reponse} : ${(await carte.$eval(".ch-retour", (place) => place.innerText)).split("\n")[0]}`);
  }
  exiger(!fautes.length, `erreurs ou demandes ailleurs :\n${fautes.join("\n")}`);
  console.log("Firefox : le trajet entier répond, sans erreur ni demande à un autre site.");
} finally {
  await navigateur?.close();
  serveur.kill();
}
