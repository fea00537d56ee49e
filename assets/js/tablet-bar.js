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

/** A sealed answer that has not arrived is kept until it has: the way back waits for it. */
function isSending() {
  return document.querySelector(
    '#root [data-screen="sending"]:not([hidden]), #root [data-screen="unsent"]:not([hidden])',
  );
}

function back() {
  if (isSending()) return awake();
  document.getElementById("root").replaceChildren();
  sessionStorage.clear();
  location.replace("/tablet");
}

function awake() {
  clearTimeout(timer);
  const last = document.querySelector(
    '#root [data-screen="done"]:not([hidden]), #root [data-screen="receipt"]:not([hidden])',
  );
  timer = setTimeout(back, last ? LAST_PAGE : ANY_PAGE);
}

/** Nothing of the answers is kept on this device: the choice is made for the person. */
function settle() {
  // Only what is not hidden yet: to hide again what is hidden would be told to the observer without end.
  const shown = document.querySelectorAll('#root .choice[data-device="own"]:not([hidden])');
  for (const own of shown) own.hidden = true;
  awake();
}

/** Watches over the device, if it was handed over in this tab. */
export function watchTablet() {
  if (!sessionStorage.getItem("prongsai-tablet")) return;
  bar.hidden = false;
  bar.querySelector("button").addEventListener("click", back);
  new MutationObserver(settle).observe(document.getElementById("root"), {
    attributes: true,
    attributeFilter: ["hidden"],
    childList: true,
    subtree: true,
  });
  for (const sign of ["click", "keydown"]) addEventListener(sign, awake);
  awake();
}
