/** The questionnaire behind a personal link: whose device it is, the draft, the signature, pages A and B. */

import { forgetLink } from "./address.js";
import { options, read, unanswered, write } from "./answers.js";
import { post } from "./api.js";
import { grouped } from "./bytes.js";
import { deliver, seal } from "./delivery.js";
import { openKeeping } from "./keeping.js";
import { persist } from "./patience.js";
import * as questions from "./questions.js";
import { shown } from "./screens.js";
import { Visit } from "./visit.js";

/**
 * @param {{manifest: object, fp: string, token: string, root: HTMLElement, lang: string}} opened
 *   what boot.js has fetched and checked; `root` holds the page in `lang`
 */
export async function start(opened) {
  const keeping = await openKeeping(opened.fp, opened.token);
  const visit = new StaffVisit({ ...opened, keeping });
  visit.listen();
  if (await keeping.sealed()) {
    visit.device = keeping.lasting ? "own" : "shared";
    return visit.send();
  }
  await visit.ask();
}

/** One opening of a personal link. */
class StaffVisit extends Visit {
  /** @type {"own" | "shared" | null} */
  device = null;

  get shared() {
    return this.device !== "own";
  }

  get leaves() {
    return this.device === "shared";
  }

  get acts() {
    return {
      begin: () => this.go("device"),
      device: (button) => this.begin(button.dataset.device),
      sign: () => this.complete && this.go("sign"),
      submit: () => this.submit(),
    };
  }

  wentTo(name) {
    this.saveDraft(name);
  }

  answered() {
    this.saveDraft(shown(this.root));
  }

  translated() {
    this.presetDevice();
  }

  /** Asks who the link invites and whether the round takes answers: reads, changes nothing. */
  async ask() {
    try {
      const { token, fp } = this;
      const look = () => post("/api/look", { token, fp });
      const { state, ...facts } = await persist(look, () => this.show("offline"));
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

  begin(device) {
    this.device = device;
    // A draft of a choice taken back, or of an earlier visit, stays on no shared device.
    if (device === "shared") this.keeping.dropDraft();
    this.step(1);
  }

  saveDraft(page) {
    if (this.device !== "own" || this.sealed) return;
    if (!page.startsWith("page-") && page !== "review") return;
    this.keeping.saveDraft({ page, answers: read(this.root) });
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

  waiting() {
    const kind = this.keeping.lasting ? "own" : "shared";
    for (const text of this.root.querySelectorAll('[data-screen="unsent"] [data-device]')) {
      text.hidden = text.dataset.device !== kind;
    }
    super.waiting();
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

  /** Page B. No name is in the document here, nor the link that leads to one anywhere in the page. */
  showReceipt() {
    forgetLink();
    this.token = null;
    super.showReceipt({ receipt: this.receipt, fingerprint: grouped(this.fp) });
  }
}
