/** Reading aloud, by a voice of the device itself: nothing goes to anybody's service for it. */

/** @param {string} lang @returns {boolean} whether the device speaks it */
export function speaks(lang) {
  return Boolean(voiceOf(lang));
}

/** @param {string} lang @param {string} text */
export function say(lang, text) {
  hush();
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voiceOf(lang);
  words.lang = words.voice.lang;
  speechSynthesis.speak(words);
}

export function hush() {
  globalThis.speechSynthesis?.cancel();
}

/** @returns {boolean} */
export function speaking() {
  return Boolean(globalThis.speechSynthesis?.speaking);
}

function voiceOf(lang) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang));
}
