/**
 * The questionnaire at a device that is handed from person to person: always answered as at a shared
 * device, and from every screen there is a way back to the picker, which the page finds by itself.
 */

/** How long the last page stays when nobody touches the device. */
const LAST_PAGE = 60_000;
/** How long any other page does: an answer may need thought, or somebody who is called away. */
const ANY_PAGE = 15 * 60_000;

const bar = document.getElementById("tablet-bar");
let timer = 0;

function shows(...screens) {
  return screens.some((name) =>
    document.querySelector(`#root [data-screen="${name}"]:not([hidden])`),
  );
}

/** A sealed answer that has not arrived is kept until it has: the way back waits for it. */
function isSending() {
  return shows("sending", "unsent");
}

function isLast() {
  return shows("done", "receipt");
}

function back() {
  if (isSending()) return awake();
  document.getElementById("root").replaceChildren();
  sessionStorage.clear();
  location.replace("/tablet");
}

function awake() {
  clearTimeout(timer);
  timer = setTimeout(back, isLast() ? LAST_PAGE : ANY_PAGE);
}

/** @param {"answering" | "asking" | "last"} when what the bar offers */
function offer(when) {
  bar.hidden = isSending();
  bar.dataset.now = when;
  for (const part of bar.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== when;
}

const acts = {
  /** Asks first where something would be lost. */
  leave() {
    if (!document.querySelector("#root input:checked")) return back();
    offer("asking");
    bar.querySelector(`div[lang="${document.documentElement.lang}"] [data-do="stay"]`).focus();
  },
  stay: () => offer("answering"),
  back,
};

/** Nothing of the answers is kept on this device: the choice is made for the person. */
function settle() {
  // Only what is not hidden yet: to hide again what is hidden would be told to the observer without end.
  const own = document.querySelectorAll('#root .choice[data-device="own"]:not([hidden])');
  for (const choice of own) choice.hidden = true;
  offer(isLast() ? "last" : "answering");
  awake();
}

function isHandedOver() {
  try {
    return sessionStorage.getItem("prongsai-tablet") !== null;
  } catch {
    return false; // Storage is switched off: it was not handed over by us.
  }
}

/** Watches over the device, if it was handed over in this tab. @returns {boolean} whether it was */
export function watchTablet() {
  if (!isHandedOver()) return false;
  offer("answering");
  bar.addEventListener("click", ({ target }) => acts[target.dataset.do]?.());
  new MutationObserver(settle).observe(document.getElementById("root"), {
    attributes: true,
    attributeFilter: ["hidden"],
    childList: true,
    subtree: true,
  });
  for (const sign of ["click", "keydown"]) addEventListener(sign, awake);
  awake();
  return true;
}
