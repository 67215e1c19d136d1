// Chaque atelier, chaque question a son adresse : « 4-pareto.html#exercice-q6 ». On y arrive, et on la donne.

const ADRESSE = /^#((?:atelier|exercice)-[\w-]+)$/;
const BLOC = ".ch-atelier, .ch-carte";
const SEUL = document.documentElement.dataset.seul;

/** Ce que l'adresse désigne : le titre d'un atelier ou d'une question. */
const designer = () => document.getElementById(ADRESSE.exec(location.hash)?.[1]);

/** Ouvrir ce qui cache un élément ; dire s'il l'était. */
function decouvrir(el) {
  const replis = [];
  for (let repli = el.closest("details"); repli; repli = repli.parentElement.closest("details")) replis.push(repli);
  const fermes = replis.filter(({ open }) => !open);
  fermes.forEach((repli) => { repli.open = true; });
  return fermes.length > 0;
}

function arriver() {
  const titre = designer();
  if (!titre) return;
  decouvrir(titre);
  titre.tabIndex = -1;
  titre.focus({ preventScroll: true });
  // À la place même où le navigateur mène une ancre, et revient après le chargement : cours.css la règle.
  titre.scrollIntoView({ block: "start", behavior: "instant" });
}
addEventListener("hashchange", arriver);
// D'une page à l'autre, la navigation mène elle-même au titre, ou à ce qu'on lisait.
document.addEventListener("cours:page", () => { if (designer() && decouvrir(designer())) arriver(); });
if (!SEUL) arriver();

/** Écrire le cadre qui montre un bloc seul, dans une autre page. */
function ecrireCadre(adresse, titre, hauteur) {
  const cadre = document.createElement("iframe");
  const seul = new URL(adresse);
  seul.search = `?seul=${seul.hash.slice(1)}`;
  seul.hash = "";
  for (const [nom, valeur] of Object.entries({ src: seul.href, title: titre, width: "100%", height: hauteur, loading: "lazy" })) cadre.setAttribute(nom, valeur);
  return cadre.outerHTML;
}

function partager(lien) {
  const dialogue = document.querySelector(".livre-partage");
  const [adresse, code] = dialogue.querySelectorAll("input, textarea");
  const [copierAdresse, copierCode] = dialogue.querySelectorAll("button[type=button]");
  const retour = dialogue.querySelector("[role=status]");
  const titre = document.getElementById(lien.hash.slice(1)).innerText.replace("\n", " ");
  const bloc = lien.closest(BLOC);
  adresse.value = location.origin + location.pathname + lien.hash;
  // La place du bloc et de la note qui le suit ; éveillé, plus haut, il défile dans son cadre.
  code.value = ecrireCadre(adresse.value, titre, Math.min(Math.max(Math.ceil(bloc.offsetHeight / 50) * 50 + 100, 400), 1200));
  document.getElementById("livre-partage-titre").textContent = titre;
  retour.textContent = "";
  const copier = async (champ, copie) => {
    champ.select();
    try {
      await navigator.clipboard.writeText(champ.value);
    } catch { // une page qui n'est pas en https n'a que l'ancienne façon
      if (!document.execCommand("copy")) copie = "Le texte est sélectionné\u202f: copiez-le avec Ctrl+C.";
    }
    retour.textContent = copie;
  };
  copierAdresse.onclick = () => copier(adresse, "L’adresse est copiée.");
  copierCode.onclick = () => copier(code, "Le code est copié.");
  dialogue.showModal();
}

document.addEventListener("click", (e) => {
  const lien = e.target.closest?.("a[href]");
  if (!lien || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  if (lien.matches(".ch-lien")) {
    e.preventDefault();
    history.replaceState(history.state, "", lien.hash);
    partager(lien);
  } else if (SEUL && !lien.hasAttribute("download")) {
    // Dans un cadre, un lien mènerait la page entière : il s'ouvre à part, là où le travail se garde.
    if (lien.pathname === location.pathname) lien.href = location.pathname + lien.hash;
    lien.target = "_blank";
    lien.rel = "noopener";
  }
}, true);

if (SEUL) {
  const note = document.querySelector(".livre-cadre-note");
  const titre = document.getElementById(SEUL);
  if (note && titre) note.lastElementChild.hash = SEUL;
  else note?.prepend("Ce bloc n’est plus à cette adresse. ");
}
