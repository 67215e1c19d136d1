// La progression, lue avant tout réveil dans les résumés que Python a écrits à côté des copies.
import * as memoire from "./memoire.js";

const MOTS = {
  a_faire: "● à faire", illisible: "✎ non vérifiée", a_revoir: "▲ à revoir", reussi: "✔ réussi",
  renonce: "⚑ solution demandée", enregistre: "◆ enregistrée",
};
const FINE = "\u202f";
const compter = (n, nom) => `${n}${FINE}${nom}${n > 1 ? "s" : ""}`;
const dater = (date) => new Date(date).toLocaleDateString("fr-FR", { day: "numeric", month: "long" });

/** Ce que dit un résumé : ce qui se lit d'un coup d'œil, puis les mots qui le complètent. */
const detailler = ({ faites, total, a_revoir, points, sur }) => [
  [`${faites}${FINE}/${FINE}${total}`, `question${total > 1 ? "s" : ""}`],
  a_revoir && [`▲ ${a_revoir}`, "à revoir"],
  sur && [`${points}${FINE}/${FINE}${sur} point${sur > 1 ? "s" : ""}`, "hors rédaction", "livre-points"],
].filter(Boolean);

/** « 5 / 18 questions · ▲ 1 à revoir · 6 / 20 points hors rédaction · 28 novembre » */
const ecrire = (resume) => [...detailler(resume).map(([vu, mots]) => vu + FINE + mots), dater(resume.date)].join(" · ");

/** L'accueil : une barre par chapitre, et où reprendre. */
function montrerAccueil(resumes) {
  const tableau = document.querySelector(".livre-progres");
  if (!tableau) return;
  document.documentElement.classList.toggle("livre-suivi", Object.keys(resumes).length > 0);
  let derniere;
  for (const ligne of tableau.querySelectorAll("li")) {
    const lien = ligne.querySelector("a");
    const resume = resumes[lien.pathname.match(/([^/]+)\.html$/)[1]];
    ligne.classList.toggle("livre-commence", Boolean(resume));
    if (!ligne.querySelector("progress")) ligne.append(document.createElement("progress"), document.createElement("span"));
    const [barre, texte] = ligne.querySelectorAll("progress, progress ~ span");
    barre.value = resume ? resume.faites / resume.total : 0;
    barre.setAttribute("aria-label", lien.textContent);
    texte.replaceChildren(...(resume ? detailler(resume) : [["à faire", ""]]).map(([vu, mots, className = ""]) => {
      const morceau = Object.assign(document.createElement("span"), { className, textContent: `${vu} ` });
      morceau.append(Object.assign(document.createElement("span"), { className: "livre-masque", textContent: mots }));
      return morceau;
    }));
    if (resume?.suivante && !(derniere?.date > resume.date)) derniere = { ...resume, lien };
  }
  let reprendre = tableau.querySelector(".livre-reprendre");
  if (!reprendre) {
    reprendre = document.createElement("a");
    reprendre.className = "livre-bouton livre-reprendre";
    tableau.querySelector("ul").before(reprendre);
  }
  reprendre.hidden = !derniere;
  if (!derniere) return;
  const lieu = derniere.lien.textContent.trim();
  reprendre.href = `${derniere.lien.getAttribute("href").split("#")[0]}#exercice-q${derniere.suivante}`;
  reprendre.textContent = `Reprendre\u202f: ${lieu[0].toLowerCase()}${lieu.slice(1)}, question ${derniere.suivante}`;
}

/** Un chapitre qui dort : l'état de chaque question, et ce qui est gardé. */
function montrerChapitre(resumes) {
  // Les énoncés endormis sont ceux de la classe : l'état d'un exercice peut être celui d'autres nombres.
  const ailleurs = memoire.lireIdentifiant() ? " sur vos données" : "";
  for (const tete of document.querySelectorAll(".ch-suivi[data-serie]")) {
    const resume = resumes[tete.dataset.serie];
    tete.textContent = resume
      ? `Votre travail est gardé\u202f: ${ecrire(resume)}. Réveillez la page pour le retrouver.`
      : tete.dataset.vide;
    for (const carte of tete.closest(".ch-serie").querySelectorAll("[data-question]")) {
      const etat = resume?.etats[carte.dataset.question] ?? "a_faire";
      const suite = etat === "a_faire" ? "" : ailleurs;
      const place = carte.querySelector(".ch-etat");
      place.className = `ch-etat ch-${etat}`;
      place.textContent = MOTS[etat] + suite;
    }
  }
}

export function montrer() {
  const resumes = memoire.lireResumes(memoire.lireAuteur());
  montrerAccueil(resumes);
  montrerChapitre(resumes);
}

function telecharger(texte, nom) {
  const lien = document.createElement("a");
  lien.href = URL.createObjectURL(new Blob([texte], { type: "application/json" }));
  lien.download = nom;
  lien.click();
  setTimeout(() => URL.revokeObjectURL(lien.href), 60_000);
}

function dire(pres, texte) {
  const place = pres.closest("details").querySelector("[role=status]");
  place.textContent = texte;
}

document.addEventListener("click", ({ target }) => {
  const bouton = target.closest?.("[data-action=tout-telecharger]");
  if (!bouton) return;
  const texte = memoire.toutEcrire();
  const code = memoire.lireAuteur();
  if (!texte) return dire(bouton, `Ce navigateur ne garde encore aucun travail de ${code}.`);
  telecharger(texte, `mon-travail-${code}.json`);
  dire(bouton, `Le fichier mon-travail-${code}.json est téléchargé.`);
});

document.addEventListener("change", async ({ target }) => {
  if (target.dataset?.action !== "tout-rouvrir" || !target.files.length) return;
  const [fichier] = target.files;
  try {
    const { posees, attendent, identifiant } = memoire.toutRemettre(await fichier.text());
    if (identifiant && !memoire.lireIdentifiant()) memoire.garderIdentifiant(identifiant);
    const fait = [
      posees && `${compter(posees, "copie")} remise${posees > 1 ? "s" : ""}`,
      attendent && `${compter(attendent, "copie")} à réunir avec celle${attendent > 1 ? "s" : ""} d’ici, à l’ouverture du chapitre`,
    ].filter(Boolean);
    dire(target, fait.length ? `${fait.join("\u202f; ")}.` : "Tout ce que contient ce fichier est déjà ici.");
    montrer();
  } catch (panne) {
    dire(target, panne.name === "QuotaExceededError"
      ? "La mémoire de ce navigateur est pleine\u202f: tout n’a pas été remis."
      : "Ce fichier n’est pas un travail téléchargé ici\u202f: choisissez «\u202fmon-travail-….json\u202f».");
  }
  target.value = "";
});

for (const evenement of ["cours:identifiant", "cours:page", "pageshow"]) addEventListener(evenement, montrer);
addEventListener("storage", ({ key }) => { if (key?.startsWith(memoire.RESUME)) montrer(); });
