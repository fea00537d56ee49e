/** The language a person reads in. The choice is kept on the device; it says nothing about them. */

const KEY = "prongsai-lang";

/** @param {string[]} offered @returns {string} the saved choice, else Thai, else what there is */
export function chosenLanguage(offered) {
  const saved = stored();
  return [saved, "th", offered[0]].find((lang) => offered.includes(lang));
}

/** @param {string} lang */
export function chooseLanguage(lang) {
  document.documentElement.lang = lang;
  try {
    localStorage.setItem(KEY, lang);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
