/**
 * Going through a questionnaire: what a personal link and a ticket have in common. Everything that is
 * read stands in the page already; this shows one screen after the other.
 */

import { read, unanswered, write } from "./answers.js";
import { Later, Refusal } from "./api.js";
import { fetchPage } from "./content.js";
import { chooseLanguage } from "./language.js";
import { sendNow } from "./patience.js";
import * as questions from "./questions.js";
import { day, fill, moment, show, shown } from "./screens.js";

/** One opening of a questionnaire. */
export class Visit {
  /** What is known of the round, and of the person if there is one; dates as the server writes them. */
  facts = {};
  /** Sealed: from here on the questions are behind. */
  sealed = false;
  receipt = null;

  /**
   * @param {{manifest: object, fp: string, root: HTMLElement, lang: string}} opened
   *   what was fetched and checked; `root` holds the page in `lang`
   */
  constructor(opened) {
    Object.assign(this, opened);
    this.facts.agency = opened.manifest.agency.name;
  }

  /** Whether whoever comes next to this device is somebody else. */
  get shared() {
    return true;
  }

  /** Acts of this kind of visit by the names that buttons bear. */
  get acts() {
    return {};
  }

  /** What is told after a screen was gone to. */
  wentTo() {}

  /** What is told after an answer changed. */
  answered() {}

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button) this.act(button.dataset.act, button);
    });
    this.root.addEventListener("change", (event) => this.changed(event.target));
    this.root.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("popstate", ({ state }) => {
      if (this.receipt && this.shared) location.reload(); // to the page without a link
      else if (!this.sealed && state?.screen) this.show(state.screen);
    });
    this.leaveNothingInMemory();
  }

  /** A shared device must bring nobody back out of the browser's memory of the page. */
  leaveNothingInMemory() {
    addEventListener("pagehide", () => this.leaves && this.root.replaceChildren());
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted && this.shared) location.reload();
    });
  }

  /** Whether leaving the page empties it. */
  get leaves() {
    return this.shared;
  }

  /** @param {string} name @param {HTMLElement} button */
  act(name, button) {
    const acts = {
      next: () => this.next(),
      skip: () => this.step(1),
      back: () => this.step(-1),
      review: () => this.go("review"),
      edit: () => this.go(`page-${button.dataset.page}`),
      "first-missing": () => this.toMissing(),
      "send-now": sendNow,
      receipt: () => this.showReceipt(),
      reload: () => location.reload(),
      language: () => this.speak(button.dataset.lang),
      ...this.acts,
    };
    acts[name]?.(button);
  }

  /** To the next screen, unless something here is unanswered: then it points there first. */
  next() {
    const here = questions.screen(this.root, shown(this.root));
    if (questions.pointAtMissing(this.root, here) === 0) return this.step(1);
    questions.goTo(questions.firstMissing(this.root, here));
  }

  step(by) {
    const walk = questions.walk(this.root);
    this.go(walk[walk.indexOf(shown(this.root)) + by]);
  }

  toMissing() {
    const here = questions.screen(this.root, shown(this.root));
    const group = questions.firstMissing(this.root, here);
    if (!group) return;
    const target = group.closest("[data-screen]").dataset.screen;
    if (target !== shown(this.root)) this.go(target);
    questions.goTo(group);
  }

  /** Shows a screen that the browser's back button returns from. */
  go(name) {
    for (const notice of this.root.querySelectorAll('[data-notice="restored"]')) notice.hidden = true;
    history.pushState({ screen: name }, "");
    this.show(name);
    this.wentTo(name);
  }

  show(name) {
    if (name === "review") {
      this.facts.reviewed = "yes";
      this.fill();
      questions.fillReview(this.root);
    }
    show(this.root, name);
  }

  changed(input) {
    const group = input.closest?.("fieldset[data-answer]");
    if (!group) return;
    questions.answered(this.root, group.closest("[data-screen]"), group);
    this.answered();
  }

  /** The other language's page, with everything as it was. */
  async speak(lang) {
    const answers = read(this.root);
    const name = shown(this.root);
    try {
      this.root.innerHTML = await fetchPage(this.manifest, lang);
    } catch {
      return; // No signal: the page stays as it is, with the answers in it.
    }
    this.lang = lang;
    chooseLanguage(lang);
    write(this.root, answers);
    this.fill();
    this.translated();
    this.show(name);
  }

  /** What is told after the page was put in another language. */
  translated() {}

  get complete() {
    return unanswered(this.root).length === 0;
  }

  /** Answers have gone into the envelope; the page need not hold them any longer. */
  quiet() {
    this.root.querySelector('[data-act="language"]').hidden = true;
    for (const part of this.root.querySelectorAll('#answers, [data-screen="review"]')) part.remove();
  }

  waiting() {
    if (shown(this.root) !== "unsent") this.show("unsent");
  }

  /** The receipt code is the one thing in the document here: no name, no questions. */
  showReceipt(facts) {
    this.facts = {};
    for (const screen of this.root.querySelectorAll("[data-screen]")) {
      if (screen.dataset.screen !== "receipt") screen.remove();
    }
    fill(this.root, facts);
    show(this.root, "receipt");
  }

  fail(error) {
    if (error instanceof Later) {
      addEventListener("online", () => location.reload(), { once: true });
      return this.end("offline");
    }
    if (error instanceof Refusal) this.facts.day ??= error.day;
    this.end(questions.screen(this.root, error.screen) ? error.screen : "trouble");
  }

  end(name) {
    this.sealed = true;
    this.fill();
    this.show(name);
  }

  fill() {
    const { facts, lang } = this;
    const dates = { day: day(facts.day, lang), closes: moment(facts.closes, lang) };
    fill(this.root, { ...facts, ...dates });
  }
}
