// « Projeter » un sujet : sur tout l'écran si le navigateur le permet, sinon sur toute la fenêtre.

const trouver = () => document.getElementById("ch-projection");

document.addEventListener("click", async (e) => {
  const bouton = e.target.closest?.("[popovertarget=ch-projection]:not([popovertargetaction])");
  if (!bouton) return;
  e.preventDefault(); // l'écran d'abord : le prendre ensuite cacherait ce qui s'y montre
  await document.documentElement.requestFullscreen?.().catch(() => {});
  trouver()?.showPopover();
});

// Échap rend l'écran, puis fermerait : un seul suffit. « Fermer » rend l'écran aussi.
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && trouver()?.matches(":popover-open")) trouver().hidePopover();
});
document.addEventListener("toggle", ({ target, newState }) => {
  if (target === trouver() && newState === "closed" && document.fullscreenElement) document.exitFullscreen();
}, true);
