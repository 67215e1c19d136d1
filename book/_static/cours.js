// Le confort de la page : rien ici n'est nécessaire pour lire le cours.
(() => {
  const racine = document.documentElement;
  racine.classList.add("livre-js");

  // Thème : clair ou sombre, mémorisé dans ce navigateur seulement.
  const sombre = () => (racine.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  document.querySelector("[data-action=theme]").addEventListener("click", () => {
    racine.dataset.theme = sombre() ? "light" : "dark";
    try { localStorage.setItem("theme-du-cours", racine.dataset.theme); } catch { /* navigation privée */ }
  });
  document.querySelector("[data-action=imprimer]").addEventListener("click", () => print());

  // Sommaire sur téléphone : sans JavaScript le lien #sommaire suffit ; ici on garde la place dans la page.
  const sommaire = document.getElementById("sommaire");
  const ouvrir = document.querySelector(".livre-ouvrir-sommaire");
  const basculer = (ouvert) => {
    sommaire.classList.toggle("livre-ouvert", ouvert);
    ouvrir.setAttribute("aria-expanded", ouvert);
    (ouvert ? sommaire.querySelector("a") : ouvrir).focus();
  };
  ouvrir.setAttribute("role", "button");
  ouvrir.setAttribute("aria-controls", "sommaire");
  ouvrir.setAttribute("aria-expanded", false);
  ouvrir.addEventListener("click", (e) => { e.preventDefault(); basculer(true); });
  ouvrir.addEventListener("keydown", (e) => { if (e.key === " ") { e.preventDefault(); basculer(true); } });
  sommaire.querySelector(".livre-fermer-sommaire").addEventListener("click", (e) => { e.preventDefault(); basculer(false); });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && sommaire.classList.contains("livre-ouvert")) basculer(false);
  });
  document.addEventListener("click", (e) => {
    if (sommaire.classList.contains("livre-ouvert") && !sommaire.contains(e.target) && !ouvrir.contains(e.target)) basculer(false);
  });
  sommaire.querySelector(".current:last-of-type")?.scrollIntoView({ block: "nearest" });

  // Ce qui défile de côté doit s'atteindre au clavier ; le reste n'a pas à s'y arrêter.
  const defilants = document.querySelectorAll(".ch-defile, div.ch-table, div:has(> .dataframe), pre, .livre-formule");
  const ajuster = () => defilants.forEach((d) => {
    if (d.scrollWidth > d.clientWidth + 1) d.tabIndex = 0; else d.removeAttribute("tabindex");
  });
  ajuster();
  addEventListener("resize", ajuster);
  document.addEventListener("toggle", ajuster, true);

  // Un bouton pour copier un programme, là où le navigateur le permet (page locale ou sécurisée).
  if (navigator.clipboard) document.querySelectorAll("div.highlight:not(.cell_output *)").forEach((bloc) => {
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "livre-bouton livre-copier";
    bouton.textContent = "Copier";
    bouton.addEventListener("click", async () => {
      await navigator.clipboard.writeText(bloc.querySelector("pre").textContent);
      bouton.textContent = "Copié";
      setTimeout(() => { bouton.textContent = "Copier"; }, 2000);
    });
    bloc.append(bouton);
  });

  // Plan de la page : la partie que l'on lit.
  const liens = new Map([...document.querySelectorAll(".livre-plan a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const observateur = new IntersectionObserver((entrees) => {
    for (const { isIntersecting, target } of entrees) {
      if (!isIntersecting) continue;
      liens.forEach((a) => a.removeAttribute("aria-current"));
      liens.get(target.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-15% 0px -75% 0px" });
  liens.forEach((_, id) => { const partie = document.getElementById(id); if (partie) observateur.observe(partie); });
})();
