// Le bouton « Activer la page ». Rien de lourd n'est chargé avant qu'on le demande.
const outils = document.querySelector(".livre-outils");
const etat = document.querySelector(".livre-activation");
const message = etat.querySelector("[role=status]");
const barre = etat.querySelector("progress");
const toujours = etat.querySelector("input");
const bouton = outils.querySelector("[data-action=activer]");
const MEMOIRE = "activation-du-cours";
const ici = (nom) => new URL(nom, import.meta.url).href;

function memoriser(oui) {
  try { if (oui) localStorage.setItem(MEMOIRE, "oui"); else localStorage.removeItem(MEMOIRE); } catch { /* navigation privée */ }
}
function memorise() {
  try { return localStorage.getItem(MEMOIRE) === "oui"; } catch { return false; }
}
function dire(texte, part) {
  if (message.textContent !== texte) message.textContent = texte;
  barre.hidden = part === undefined;
  if (part !== undefined) barre.value = Math.min(part, 1);
}

// Commencer le téléchargement au survol ou au focus, sauf si le lecteur économise ses données.
let annonce = false;
function annoncer() {
  if (annonce || navigator.connection?.saveData) return;
  annonce = true;
  // Le travailleur télécharge dès qu'il existe ; activer.js, quand il arrive, le prend.
  self.travailleurDuCours = new Worker(ici("travailleur.mjs"), { type: "module" });
  import(ici("activer.js")).catch(() => {}); // un clic dira ce qui manque
}

let enCours = false;
async function demarrer() {
  if (enCours) return;
  enCours = true;
  annoncer();
  etat.hidden = false;
  bouton.disabled = true;
  document.querySelectorAll(".livre-invite").forEach((invite) => { invite.disabled = true; });
  dire("Démarrage…");
  try {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = ici("activer.css");
    document.head.append(style);
    const [{ activer }, reponse] = await Promise.all([import(ici("activer.js")), fetch(etat.dataset.cellules)]);
    await activer(await reponse.json(), dire);
    dire("La page est active : les ateliers répondent, les exercices se corrigent.");
    document.documentElement.dataset.active = "oui";
    bouton.hidden = true;
    document.querySelectorAll(".livre-invite").forEach((invite) => invite.remove());
  } catch (panne) {
    // Une page d'hier demande des fichiers que le site n'a plus : elle se recharge.
    if (await self.relirePage?.()) return;
    dire(`La page n’a pas pu s’activer (${panne.message}). Elle reste lisible telle quelle. Rechargez-la, essayez un navigateur récent, ou ouvrez le cahier du chapitre.`);
    document.documentElement.dataset.active = "non";
    bouton.disabled = false;
    enCours = false;
    document.querySelectorAll(".livre-invite").forEach((invite) => { invite.disabled = false; });
  }
}

bouton.addEventListener("click", demarrer);
for (const evenement of ["pointerenter", "focus"]) bouton.addEventListener(evenement, annoncer);
document.querySelectorAll(".ch-invite").forEach((place) => {
  const invite = document.createElement("button");
  invite.type = "button";
  invite.className = "livre-bouton livre-invite";
  invite.textContent = "Activer pour manipuler";
  invite.addEventListener("click", demarrer);
  place.replaceChildren(invite);
});
toujours.checked = memorise();
toujours.addEventListener("change", () => memoriser(toujours.checked));
try {
  if (sessionStorage.getItem("page-relue") === self.signer(document)) {
    sessionStorage.removeItem("page-relue");
    etat.hidden = false;
    dire("Le cours a été mis à jour\u202f: cette page vient d’être rechargée. Activez-la de nouveau.");
  }
} catch { /* navigation privée */ }
if (toujours.checked) demarrer();
