/**
 * The questionnaire. Everything that is read stands in the page already; this shows one screen after
 * the other and, at the end, sends the sealed answers.
 */

import { forgetLink } from "./address.js";
import { options, read, unanswered, write } from "./answers.js";
import { Later, post, Refusal } from "./api.js";
import { grouped } from "./bytes.js";
import { fetchPage } from "./content.js";
import { deliver, seal } from "./delivery.js";
import { openKeeping } from "./keeping.js";
import { chooseLanguage } from "./language.js";
import { sendNow } from "./patience.js";
import * as questions from "./questions.js";
import { day, fill, moment, show, shown } from "./screens.js";

/**
 * @param {{manifest: object, fp: string, token: string, root: HTMLElement, lang: string}} opened
 *   what boot.js has fetched and checked; `root` holds the page in `lang`
 */
export async function start(opened) {
  const keeping = await openKeeping(opened.fp, opened.token);
  const visit = new Visit({ ...opened, keeping });
  visit.listen();
  if (await keeping.sealed()) {
    visit.device = keeping.lasting ? "own" : "shared";
    return visit.send();
  }
  await visit.ask();
}

/** One opening of a personal link. */
class Visit {
  /** What is known of the person and the round; dates as the server writes them. */
  facts = {};
  /** @type {"own" | "shared" | null} */
  device = null;
  /** Sealed: from here on the questions are behind. */
  sealed = false;
  receipt = null;

  constructor(opened) {
    Object.assign(this, opened);
    this.facts.agency = opened.manifest.agency.name;
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button) this.act(button.dataset.act, button);
    });
    this.root.addEventListener("change", (event) => this.changed(event.target));
    this.root.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("popstate", ({ state }) => {
      if (this.receipt && this.device === "shared") location.reload(); // to the page without a link
      else if (!this.sealed && state?.screen) this.show(state.screen);
    });
    this.leaveNothingInMemory();
  }

  /** A shared device must bring nobody back out of the browser's memory of the page. */
  leaveNothingInMemory() {
    addEventListener("pagehide", () => this.device === "shared" && this.root.replaceChildren());
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted && this.device !== "own") location.reload();
    });
  }

  /** Asks who the link invites and whether the round takes answers: reads, changes nothing. */
  async ask() {
    try {
      const { token, fp } = this;
      const { state, ...facts } = await post("/api/look", { token, fp });
      Object.assign(this.facts, facts);
      if (state === "invited") return this.welcome();
      this.keeping.dropDraft();
      this.end(state);
    } catch (error) {
      this.fail(error);
    }
  }

  welcome() {
    this.fill();
    this.presetDevice();
    const draft = this.keeping.draft();
    const page = draft && questions.screen(this.root, draft.page);
    if (!page) return this.go("welcome");
    this.device = "own";
    write(this.root, draft.answers);
    this.go(draft.page);
    const restored = page.querySelector('[data-notice="restored"]');
    if (restored) restored.hidden = false;
  }

  /** Wide screens are mostly office computers that several people use. */
  presetDevice() {
    const preset = matchMedia("(min-width: 48rem)").matches ? "shared" : "own";
    const button = this.root.querySelector(`.choice[data-device="${preset}"]`);
    button.classList.add("preset");
    button.parentElement.prepend(button);
  }

  /** @param {string} name @param {HTMLElement} button */
  act(name, button) {
    const acts = {
      begin: () => this.go("device"),
      device: () => this.begin(button.dataset.device),
      next: () => this.next(),
      skip: () => this.step(1),
      back: () => this.step(-1),
      review: () => this.go("review"),
      edit: () => this.go(`page-${button.dataset.page}`),
      "first-missing": () => this.toMissing(),
      sign: () => unanswered(this.root).length || this.go("sign"),
      submit: () => this.submit(),
      "send-now": sendNow,
      receipt: () => this.showReceipt(),
      reload: () => location.reload(),
      language: () => this.speak(button.dataset.lang),
    };
    acts[name]?.();
  }

  begin(device) {
    this.device = device;
    // A draft of a choice taken back, or of an earlier visit, stays on no shared device.
    if (device === "shared") this.keeping.dropDraft();
    this.step(1);
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
    this.saveDraft(name);
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
    this.saveDraft(shown(this.root));
  }

  saveDraft(page) {
    if (this.device !== "own" || this.sealed) return;
    if (!page.startsWith("page-") && page !== "review") return;
    this.keeping.saveDraft({ page, answers: read(this.root) });
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
    this.presetDevice();
    this.show(name);
  }

  async submit() {
    if (this.sealed || unanswered(this.root).length) return;
    this.sealed = true;
    this.show("sending");
    try {
      await seal(this, options(this.root), this.device);
    } catch (error) {
      this.sealed = false;
      return this.fail(error);
    }
    await this.send();
  }

  /** Sends what is sealed on this device; also the way back in after a closed tab. */
  async send() {
    this.sealed = true;
    this.quiet();
    this.show("sending");
    try {
      const { receipt, issued } = await deliver(this, () => this.waiting());
      this.receipt = receipt;
      Object.assign(this.facts, issued ?? (await this.named()));
      this.done();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Answers have gone into the envelope; the page need not hold them any longer. */
  quiet() {
    this.root.querySelector('[data-act="language"]').hidden = true;
    for (const part of this.root.querySelectorAll('#answers, [data-screen="review"]')) part.remove();
  }

  waiting() {
    const kind = this.keeping.lasting ? "own" : "shared";
    for (const text of this.root.querySelectorAll('[data-screen="unsent"] [data-device]')) {
      text.hidden = text.dataset.device !== kind;
    }
    if (shown(this.root) !== "unsent") this.show("unsent");
  }

  /** Who took part, for page A after a resumed sending. The ballot is in; a failure costs a name. */
  async named() {
    const { token, fp } = this;
    return post("/api/look", { token, fp }).catch(() => ({}));
  }

  /** Page A. The receipt code is not in the document here. */
  done() {
    this.fill();
    this.show("done");
    // The next person at a shared device does not find the link.
    if (this.device === "shared") forgetLink();
  }

  /** Page B. No name is in the document here. */
  showReceipt() {
    const facts = { receipt: this.receipt, fingerprint: grouped(this.fp) };
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
