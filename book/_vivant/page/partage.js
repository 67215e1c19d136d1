// Un poste partagé l'est dans tous ses onglets, et pour qui en ouvre un autre. Chacun garde le travail pour lui
// (sessionStorage) : ce canal porte aux autres ce que la mémoire du navigateur leur dirait (l'événement « storage »).
import * as memoire from "./memoire.js";

let canal;
const dire = (geste, contenu) => canal?.postMessage({ geste, contenu });
const redire = ([cle, texte]) => dispatchEvent(new StorageEvent("storage", { key: cle, newValue: texte }));

const GESTES = {
  bonjour: () => memoire.estPartage() && direPartage(true),
  partager(visite) {
    if (memoire.estPartage()) return;
    memoire.rejoindre(visite);
    visite.forEach(redire);
  },
  rendre: () => memoire.estPartage() && memoire.partager(false),
  poser([cle, texte]) {
    if (!memoire.estPartage()) return;
    if (texte === null) sessionStorage.removeItem(cle); else sessionStorage.setItem(cle, texte);
    redire([cle, texte]);
  },
  finir() {
    if (!memoire.estPartage()) return;
    memoire.finir();
    location.reload();
  },
};

function ouvrir() {
  if (memoire.SEUL || !("BroadcastChannel" in self)) return;
  canal = new BroadcastChannel(memoire.PREFIXE);
  canal.onmessage = ({ data }) => GESTES[data.geste](data.contenu);
  if (!memoire.estPartage()) dire("bonjour");
}

export const direPartage = (oui) => (oui ? dire("partager", memoire.lireVisite()) : dire("rendre"));
export const direFin = () => dire("finir");

addEventListener("cours:pose", ({ detail }) => dire("poser", detail));
// Ouvert, un canal empêcherait le navigateur de garder la page pour « Précédent ».
addEventListener("pagehide", () => canal?.close());
addEventListener("pageshow", ({ persisted }) => { if (persisted) ouvrir(); });
ouvrir();
