// La page de recherche : dire le compte des résultats, et chercher de nouveau quand on y revient sans recharger.
{
  const place = document.getElementById("search-results"); // absente, si l'on est déjà reparti
  if (place) {
    new MutationObserver(() => {
      // Seul le compte se dit : les titres et les extraits arrivent dans le désordre.
      const compte = place.querySelector(".search-summary")?.textContent;
      const annonce = document.getElementById("annonce");
      if (compte && annonce.textContent !== compte) annonce.textContent = compte;
    }).observe(place, { childList: true, subtree: true });
    // La page quittée, les résultats qui restent n'ont plus d'extrait à aller lire.
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = true;
    document.addEventListener("cours:quitter", () => { DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; }, { once: true });
    // Sphinx ne cherche de lui-même que la première fois.
    if (document.documentElement.dataset.navigation === "vive" && !place.childElementCount) Search.init();
  }
}
