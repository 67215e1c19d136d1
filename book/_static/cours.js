// Le confort de la page : rien ici n'est nécessaire pour lire le cours.
// La navigation de la page vivante remplace le corps de la page : « cours:page » le dit, et tout se réinstalle.
(() => {
  const racine = document.documentElement;
  let ecoutes = new AbortController();
  const installer = () => {
  ecoutes.abort();
  ecoutes = new AbortController();
  const { signal } = ecoutes;

  // Ce que la page dit d'elle-même à un lecteur d'écran.
  const annoncer = (texte) => { document.getElementById("annonce").textContent = texte; };

  // Thème : clair ou sombre, mémorisé dans ce navigateur seulement.
  const sombre = () => (racine.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const theme = document.querySelector("[data-action=theme]");
  theme.ariaPressed = sombre();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { theme.ariaPressed = sombre(); }, { signal });
  theme.addEventListener("click", () => {
    racine.dataset.theme = sombre() ? "light" : "dark";
    theme.ariaPressed = sombre();
    try { localStorage.setItem("theme-du-cours", racine.dataset.theme); } catch { /* navigation privée */ }
  });
  document.querySelector("[data-action=imprimer]").addEventListener("click", () => print());

  // L'en-tête reste en place : ce qui se tient dessous suit sa hauteur, où un grand texte lui donne deux rangées.
  const entete = document.querySelector(".livre-entete");
  const suivreTete = new ResizeObserver(() => {
    const haut = `${entete.getBoundingClientRect().height + parseFloat(getComputedStyle(entete).top)}px`;
    // La changer, même pour elle-même, ferait recalculer le style de toute la page.
    if (getComputedStyle(racine).getPropertyValue("--ch-tete") !== haut) racine.style.setProperty("--ch-tete", haut);
  });
  suivreTete.observe(entete);
  signal.addEventListener("abort", () => suivreTete.disconnect());

  // Confort de lecture : trois réglages, posés sur <html> avant l'affichage par le gabarit.
  const confort = document.querySelector(".livre-confort");
  const reglages = confort.querySelector("form");
  for (const { name } of reglages.querySelectorAll("select")) reglages[name].value = racine.dataset[name] || "";
  const regler = () => {
    const choisis = Object.fromEntries(new FormData(reglages));
    Object.assign(racine.dataset, choisis);
    try { localStorage.setItem("confort-du-cours", JSON.stringify(choisis)); } catch { /* navigation privée */ }
    dispatchEvent(new Event("resize"));
  };
  reglages.addEventListener("change", regler);
  reglages.addEventListener("reset", () => setTimeout(() => {
    regler();
    annoncer("Confort de lecture revenu au départ.");
  }));
  reglages.addEventListener("submit", (e) => e.preventDefault());
  const fermerConfort = (e) => { if (!confort.contains(e.target)) confort.open = false; };
  for (const geste of ["click", "focusin"]) document.addEventListener(geste, fermerConfort, { signal });

  // À la main, au tableur ou en Python : le choix vaut pour toute la page, et « memoire.js » le garde.
  const montrerManiere = () => {
    document.querySelectorAll(`.ch-manieres [value="${racine.dataset.maniere}"]`).forEach((onglet) => { onglet.checked = true; });
  };
  montrerManiere();
  document.querySelector(".livre-article").addEventListener("change", ({ target }) => {
    if (!target.name?.startsWith("maniere-")) return;
    const haut = target.getBoundingClientRect().top;
    racine.dataset.maniere = target.value;
    montrerManiere();
    // Les autres groupes changent de hauteur : celui que l'on règle reste sous les yeux.
    scrollBy({ top: target.getBoundingClientRect().top - haut, behavior: "instant" });
    dispatchEvent(new CustomEvent("cours:maniere", { detail: target.value }));
    dispatchEvent(new Event("resize"));
  });

  // Présenter : le programme n'arrive qu'au clic.
  const presenter = document.querySelector("[data-action=presenter]");
  presenter.addEventListener("click", () => import(new URL(presenter.dataset.programme, document.baseURI).href)
    .then((programme) => programme.presenter(presenter))
    .catch(() => annoncer("La présentation n’a pas pu s’ouvrir\u202f: vérifiez la connexion, puis recommencez.")));

  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    if (!confort.open) return;
    if (confort.contains(document.activeElement)) confort.firstElementChild.focus();
    confort.open = false;
  }, { signal });

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
  }, { signal });
  document.addEventListener("click", (e) => {
    if (sommaire.classList.contains("livre-ouvert") && !sommaire.contains(e.target) && !ouvrir.contains(e.target)) basculer(false);
  }, { signal });
  // À la première image, qui mesure la page de toute façon ; sans la faire défiler, elle est peut-être déjà à une ancre.
  requestAnimationFrame(() => {
    const lue = sommaire.querySelector(".current:last-of-type");
    if (lue) sommaire.scrollTop = lue.offsetTop + lue.offsetHeight - sommaire.clientHeight;
  });

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

  // Ce qui défile de côté s'atteint au clavier ; le reste n'a pas à s'y arrêter. Toutes les mesures d'abord : écrire
  // entre deux ferait recalculer la page à chacune.
  const mesurer = new ResizeObserver((blocs) => blocs.map(({ target }) => [
    target, target.scrollWidth > target.clientWidth + 2, target.scrollHeight > target.clientHeight + 2,
  ]).forEach(([cadre, large, haut]) => {
    const poser = (nom, valeur, oui) => {
      if (oui) cadre.setAttribute(nom, valeur); else cadre.removeAttribute(nom);
    };
    if (!cadre.matches(".ch-defile")) return poser("tabindex", 0, large);
    // Un tableau ou un schéma plus large que l'écran le dit : sur un téléphone, sa barre ne se voit pas.
    cadre.toggleAttribute("data-deborde", large);
    // Sans rien à faire défiler, le cadre n'est ni un arrêt du clavier, ni un groupe qui répète le titre du tableau.
    cadre.dataset.nom ??= cadre.ariaLabel ?? "";
    for (const [nom, valeur] of [["tabindex", 0], ["role", "group"], ["aria-label", cadre.dataset.nom]]) poser(nom, valeur, large || haut);
  }));
  document.querySelectorAll("div.ch-table, div:has(> .dataframe), pre, .livre-formule").forEach((cadre) => mesurer.observe(cadre));
  const suivre = () => document.querySelectorAll(":is(.ch-defile, .livre-sortie):not([data-suivi])").forEach((cadre) => {
    cadre.dataset.suivi = "";
    mesurer.observe(cadre);
  });
  suivre();
  // Les ateliers activés refont leurs tableaux ; un programme exécuté, ce qu'il écrit.
  new MutationObserver(suivre).observe(document.querySelector("main"), { childList: true, subtree: true });

  // D'une annexe, on revient à la question qui y a mené.
  document.querySelector("main").addEventListener("click", ({ target }) => {
    const lien = target.closest('.ch-carte a[href^="#annexe-"]'), annexe = lien && document.getElementById(lien.hash.slice(1));
    if (!annexe) return;
    document.querySelector(".livre-retour")?.remove();
    const question = lien.closest(".ch-carte").querySelector('[id^="exercice-"]'), retour = document.createElement("p");
    retour.className = "livre-retour";
    retour.innerHTML = `<a href="#${question.id}">Revenir à la question ${question.id.replace(/\D+/, "")}</a>`;
    annexe.closest("section").parentElement.querySelector("h2").after(retour);
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
  // Un atelier large passe devant le plan : ses liens ne doivent pas s'y cacher.
  const plan = document.querySelector(".livre-plan");
  const devant = new Set();
  const couvrir = new IntersectionObserver((entrees) => {
    for (const { isIntersecting, target } of entrees) devant[isIntersecting && target.offsetWidth > target.parentElement.offsetWidth ? "add" : "delete"](target);
    plan?.classList.toggle("livre-couvert", devant.size > 0);
  }, { rootMargin: "-80px 0px -10% 0px" });
  const suivreAteliers = () => {
    devant.forEach((atelier) => { if (!atelier.isConnected) devant.delete(atelier); });
    document.querySelectorAll(".ch-atelier, .annexe").forEach((atelier) => couvrir.observe(atelier));
  };
  suivreAteliers();
  new MutationObserver(suivreAteliers).observe(document.querySelector("main"), { childList: true, subtree: true });
  signal.addEventListener("abort", () => couvrir.disconnect());
  liens.forEach((_, id) => { const partie = document.getElementById(id); if (partie) observateur.observe(partie); });
  };
  installer();
  document.addEventListener("cours:page", installer);

  // Une figure dont tous les états sont dans la page : le curseur en choisit un, et la phrase se dit à la fin du geste.
  for (const geste of ["input", "change"]) document.addEventListener(geste, ({ target }) => {
    const bloc = target.closest?.(".ch-etats");
    if (!bloc) return;
    const etats = [...bloc.querySelectorAll("[data-etat]")];
    etats.forEach((etat) => etat.toggleAttribute("data-choisi", etat.dataset.etat === target.value));
    target.nextElementSibling.textContent = target.ariaValueText = `${target.value}\u202f%`;
    if (geste === "change") document.getElementById("annonce").textContent = bloc.querySelector("p[data-choisi]").textContent;
  });

  // Imprimer la synthèse d'un chapitre, et elle seule.
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("[data-action=imprimer-synthese]")) return;
    racine.classList.add("livre-synthese-seule");
    print();
  });

  // Sur le papier, rien ne se déplie : les tableaux de données s'ouvrent, et une liste donne ses choix.
  const dire = (texte, poser) => poser(Object.assign(document.createElement("p"), { className: "livre-choix", textContent: texte }));
  const noter = (balise, texte) => Object.assign(document.createElement(balise), { className: "livre-note", textContent: texte });
  addEventListener("beforeprint", () => {
    for (const article of document.querySelectorAll(".livre-article")) {
      // Le tableau de la série, que la synthèse à compléter reprend, ne s'imprime en entier qu'une fois.
      const imprimes = new Set();
      for (const repli of article.querySelectorAll("details.ch-entier")) {
        if (!repli.open && !imprimes.has(repli.textContent)) {
          repli.dataset.imprime = "";
          repli.open = true;
        }
        imprimes.add(repli.textContent);
      }
      // L'adresse d'un autre site se lit en note ; un lien du cours nomme déjà son chapitre.
      const notes = new Map();
      for (const lien of article.querySelectorAll("a[href^='http']")) {
        const adresse = lien.getAttribute("href");
        notes.set(adresse, notes.get(adresse) ?? notes.size + 1);
        lien.append(noter("sup", notes.get(adresse)));
      }
      // Une adresse que la page écrit se tape : le papier la donne entière.
      for (const lien of article.querySelectorAll("a:has(code)")) {
        const ecrite = lien.getAttribute("href");
        if (lien.textContent === ecrite && lien.protocol.startsWith("http")) lien.querySelector("code").prepend(noter("span", lien.href.slice(0, -ecrite.length)));
      }
      if (notes.size) {
        const liste = noter("ol", "");
        liste.append(...[...notes.keys()].map((adresse) => noter("li", adresse)));
        (article.querySelector("section") ?? article).append(liste);
      }
    }
    for (const carte of document.querySelectorAll(".ch-carte:has(select)")) {
      const listes = [...carte.querySelectorAll("select")];
      const choix = listes.map(({ options }) => [...options].slice(1).map(({ text }) => text).join(" · "));
      listes.forEach((liste) => liste.toggleAttribute("data-vide", liste.selectedIndex < 1));
      const zone = carte.querySelector(".ch-lignes, .ch-fil") ?? listes[0].closest(".widget-dropdown");
      const textes = new Set(choix).size === 1 ? [`À choisir\u202f: ${choix[0]}.`] : choix.map((liste, rang) => `${rang + 1}. À choisir\u202f: ${liste}.`);
      textes.forEach((texte) => dire(texte, (place) => zone.before(place)));
    }
    // Un champ coupe ce qui dépasse de lui : le papier donne le texte.
    for (const champ of document.querySelectorAll(".ch-carte textarea")) {
      if (champ.value.trim()) dire(champ.value, (place) => champ.after(place));
    }
  });
  addEventListener("afterprint", () => {
    racine.classList.remove("livre-synthese-seule");
    document.querySelectorAll("details[data-imprime]").forEach((repli) => {
      repli.open = false;
      delete repli.dataset.imprime;
    });
    document.querySelectorAll(".livre-choix, .livre-note").forEach((place) => place.remove());
  });

  // Rechargée, une page atteinte par cette navigation partage son document avec la précédente : « Précédent »
  // n'en changerait que l'adresse.
  const montree = location.pathname;
  addEventListener("popstate", () => {
    if (!racine.dataset.navigation && location.pathname !== montree) location.reload();
  });
})();
