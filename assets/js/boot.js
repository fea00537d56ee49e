/**
 * First script of a personal link. It imports nothing before it has asked whether this browser can
 * run the rest: one syntax error in a static import would leave a silent page.
 */

/** @param {string} name the one `data-shell` section to show */
function show(name) {
  for (const section of document.querySelectorAll("[data-shell]")) {
    section.hidden = section.dataset.shell !== name;
  }
  const heading = document.querySelector(`[data-shell="${name}"] h1`);
  if (heading) heading.focus();
}

/** What keeps this browser from answering, if anything. */
function obstacle() {
  if (typeof BigInt === "undefined") return "old";
  if (!window.isSecureContext || !window.crypto || !crypto.subtle) return "insecure";
  return null;
}

async function boot() {
  const problem = obstacle();
  if (problem) return show(problem);
  try {
    const { open } = await import("./opening.js");
    await open(show);
  } catch (error) {
    show(troubleOf(error));
  }
}

/** Errors of this site carry the section to show; an import that failed is a matter of the network. */
function troubleOf(error) {
  if (error.screen) return error.screen;
  if (error instanceof SyntaxError) return "old";
  return error instanceof TypeError ? "offline" : "trouble";
}

// A second link opened in this tab changes the fragment only.
addEventListener("hashchange", () => location.reload());
document.addEventListener("click", (event) => {
  const button = event.target.closest("#shell [data-act]");
  if (!button) return;
  if (button.dataset.act === "reload") location.reload();
  if (button.dataset.act === "type-code") show("missing");
});
boot();
