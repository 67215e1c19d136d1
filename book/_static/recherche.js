// La page de recherche : dire le compte des résultats, et chercher de nouveau quand on y revient sans recharger.
new MutationObserver(() => {
  // Seul le compte se dit : les titres et les extraits arrivent dans le désordre.
  const compte = document.querySelector("#search-results .search-summary")?.textContent;
  const annonce = document.getElementById("annonce");
  if (compte && annonce.textContent !== compte) annonce.textContent = compte;
}).observe(document.getElementById("search-results"), { childList: true, subtree: true });
if (document.documentElement.dataset.recherche) Search.init(); // la première fois, Sphinx l'appelle lui-même
document.documentElement.dataset.recherche = "prête";
