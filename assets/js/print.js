// Buttons that print the page, and a sheet that is wiped when its page is left. Without script the
// buttons stay hidden: the browser's own menu prints too.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (document.querySelector("[data-wipe]")) {
  window.addEventListener("pagehide", () => document.body.replaceChildren());
}
