// L'en-tête dit à qui sont les données, et le change : un identifiant pour toutes les séries de toutes les pages.
import * as memoire from "./memoire.js";
import { direFin, direPartage } from "./partage.js";

const CLASSE = "CLASSE";
const repli = document.querySelector(".livre-identite");
const formulaire = repli.querySelector("form");
const champ = formulaire.elements.identifiant;
const reponse = repli.querySelector("[role=status]");
const partage = repli.querySelector("[name=partage]");
const bouton = (nom) => repli.querySelector(`[data-action=${nom}]`);

/** Ramener à un identifiant ce qui a été tapé : la même règle que ``normaliser_code``, en Python. */
export function normaliser(saisie) {
  return saisie.normalize("NFKD").replace(/\p{M}/gu, "").trim().toUpperCase().replace(/[\s_‐-―−-]+/g, "-").replace(/^-+|-+$/g, "");
}

function lireChamp() {
  const code = normaliser(champ.value);
  if (code.includes("@")) return { refus: "Une adresse permet de vous reconnaître\u202f: prenez un pseudonyme, par exemple GPME2-07." };
  if (!/^[A-Z0-9][A-Z0-9-]{0,19}$/.test(code)) return { refus: "Écrivez des lettres sans accent, des chiffres et des tirets, 20 caractères au plus, par exemple GPME2-07." };
  const conseil = code !== CLASSE && !/\d/.test(code) ? " Cet identifiant ressemble à un nom\u202f: un pseudonyme, par exemple GPME2-07, suffit." : "";
  return { code, conseil };
}

const dire = (texte) => { reponse.textContent = texte; };

export function afficher() {
  const code = memoire.lireIdentifiant();
  document.documentElement.dataset.identifiant = repli.querySelector("strong").textContent = code || "classe";
  champ.value = code;
  bouton("classe").hidden = bouton("oublier").hidden = !code;
  partage.checked = memoire.estPartage();
  bouton("fini").hidden = !memoire.estPartage();
  repli.querySelector(".livre-avis").textContent = memoire.avertir();
}

const prendre = (code) => memoire.garderIdentifiant(code === CLASSE ? "" : code);
addEventListener("cours:identifiant", afficher);

formulaire.addEventListener("submit", (e) => {
  e.preventDefault();
  const { code, conseil, refus } = lireChamp();
  champ.setAttribute("aria-invalid", Boolean(refus));
  if (refus) return dire(refus);
  prendre(code);
  dire(code === CLASSE ? "Les données sont celles de la classe." : `Vos données sont celles de ${code}.${conseil}`);
});
bouton("classe").addEventListener("click", () => { prendre(""); dire("Les données sont celles de la classe."); });
bouton("oublier").addEventListener("click", () => {
  prendre("");
  dire("L’identifiant est oublié. Le travail déjà gardé reste sous son identifiant. Tapez le vôtre.");
  champ.focus();
});
partage.addEventListener("change", () => {
  const voulu = partage.checked;
  if (!memoire.partager(voulu)) return dire("Ce navigateur ne l’a pas permis\u202f: votre travail reste où il était.");
  direPartage(voulu);
  dire(voulu ? "Rien ne durera après cette visite." : "Votre travail est de nouveau gardé dans ce navigateur.");
});

// « J'ai fini » rappelle la copie, puis efface : le deuxième bouton n'est pas à la place du premier.
bouton("fini").addEventListener("click", () => { bouton("partir").parentElement.hidden = false; });
bouton("partir").addEventListener("click", () => {
  memoire.finir();
  direFin();
  location.reload();
});

// Un lien peut proposer un identifiant ; il ne le change jamais sans qu'on le demande.
export function proposer() {
  const propose = normaliser(new URLSearchParams(location.hash.slice(1)).get("identifiant") ?? "");
  if (!propose || propose === memoire.lireIdentifiant()) return;
  champ.value = propose;
  repli.open = true;
  dire(`Ce lien propose l’identifiant ${propose}. Enregistrez-le pour le prendre.`);
}
addEventListener("hashchange", proposer);

repli.addEventListener("keydown", (e) => {
  if (e.key !== "Escape" || !repli.open) return;
  repli.open = false;
  repli.firstElementChild.focus();
});
document.addEventListener("click", (e) => { if (!repli.contains(e.target)) repli.open = false; });
repli.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !repli.contains(relatedTarget)) repli.open = false; });
// L'épreuve de la mémoire y écrit : la refaire à chaque changement réveillerait les autres onglets sans fin.
// Effacé, l'identifiant l'est peut-être d'un poste devenu partagé : l'autre onglet le dit dans l'instant (partage.js).
addEventListener("storage", ({ key, newValue }) => {
  if (key === memoire.IDENTIFIANT) setTimeout(memoire.direIdentifiant, newValue ? 0 : 300);
});
