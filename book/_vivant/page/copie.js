// Ce que la page ajoute à la copie et aux cartes : imprimer, copier, déposer, ignorer un double-clic.

const decoder = (lien) => new TextDecoder().decode(Uint8Array.from(atob(lien.href.split(",")[1]), (c) => c.charCodeAt(0)));

/** Imprimer une page sans quitter celle-ci. */
function imprimer(html) {
  const cadre = document.createElement("iframe");
  cadre.hidden = true;
  cadre.srcdoc = html;
  cadre.addEventListener("load", () => {
    cadre.contentWindow.addEventListener("afterprint", () => cadre.remove());
    cadre.contentWindow.print();
  });
  document.body.append(cadre);
}

document.addEventListener("click", (e) => {
  // Le deuxième clic d'un double-clic ne prend ni un second indice, ni un second essai.
  if (e.detail > 1 && e.target.closest?.(".ch-serie button")) {
    e.preventDefault();
    e.stopPropagation();
    return;
  }
  const geste = e.target.closest?.(".ch-imprimer");
  if (!geste) return;
  e.preventDefault();
  imprimer(decoder(geste.matches("a") ? geste : geste.previousElementSibling));
}, true);

// Copier le texte de la copie : le bouton n'existe que là où le navigateur le permet.
document.addEventListener("toggle", ({ target }) => {
  if (!navigator.clipboard || !target.matches?.(".ch-a-copier") || target.querySelector("button")) return;
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "livre-bouton";
  bouton.textContent = "Copier";
  bouton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(target.querySelector("textarea").value);
    bouton.textContent = "Copié";
  });
  target.append(bouton);
}, true);

/** Les fichiers d'un dépôt, ceux de ses dossiers compris. */
async function lireDepot({ items, files }) {
  const entrees = [...items].map((element) => element.webkitGetAsEntry?.()).filter(Boolean);
  if (!entrees.some(({ isDirectory }) => isDirectory)) return files;
  const reunis = new DataTransfer();
  const demander = (objet, geste) => new Promise((tenir, rompre) => { objet[geste](tenir, rompre); });
  const parcourir = async (entree) => {
    if (entree.name.startsWith(".")) return; // ce que le système cache dans un dossier
    if (entree.isFile) reunis.items.add(await demander(entree, "file"));
    if (!entree.isDirectory) return;
    const lecteur = entree.createReader(); // il rend ses entrées par lots, le dernier vide
    for (let lot; (lot = await demander(lecteur, "readEntries")).length;) for (const autre of lot) await parcourir(autre);
  };
  for (const entree of entrees) await parcourir(entree);
  return reunis.files;
}

// Déposer un fichier vaut le choisir. ipywidgets ne met pas son champ dans la page : activer.js le rend au bouton.
for (const evenement of ["dragover", "drop"]) {
  document.addEventListener(evenement, async (e) => {
    const depot = e.target.closest?.(".ch-depot");
    if (!depot || !e.dataTransfer?.types.includes("Files")) return;
    e.preventDefault(); // le navigateur ouvrirait le fichier à la place de la page
    if (evenement === "dragover") return;
    const { champ } = depot.querySelector(".widget-upload");
    champ.files = await lireDepot(e.dataTransfer);
    champ.dispatchEvent(new Event("change"));
  });
}
