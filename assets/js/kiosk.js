/**
 * A device that an agency put up: one person after the other, and nothing of one for the next. What is
 * answered stands in the page until it is sealed; sealed it waits on the device for the network.
 */

import { options, unanswered } from "./answers.js";
import { Later, post } from "./api.js";
import { fetchPage } from "./content.js";
import { isExitCode } from "./kiosk-exit.js";
import { Idle } from "./kiosk-idle.js";
import { layOut, parsed, spoken } from "./kiosk-screens.js";
import { Sender } from "./kiosk-sending.js";
import { openStore } from "./kiosk-store.js";
import * as times from "./kiosk-times.js";
import { hush, say, speaking, speaks } from "./kiosk-voice.js";
import { screen } from "./questions.js";
import { shown } from "./screens.js";
import { sealWithTicket } from "./ticket-delivery.js";
import { Visit } from "./visit.js";

/** A stock is filled up to `STOCK` as soon as there are fewer than `LOW`. */
const STOCK = 200;
const LOW = 120;

/**
 * @param {{manifest: object, fp: string, root: HTMLElement, lang: string,
 *   keepFiles: () => Promise<boolean>, dropFiles: () => Promise<void>}} opened
 */
export async function start(opened) {
  const store = await openStore();
  const languages = ["th", "en"].filter((lang) => opened.manifest.pages[lang]);
  const texts = languages.map(async (lang) => [lang, parsed(await fetchPage(opened.manifest, lang))]);
  const pages = new Map(await Promise.all(texts));
  const device = await store.device();
  const kiosk = new Kiosk({ ...opened, store, pages, device, home: languages[0] });
  await kiosk.run();
}

class Kiosk extends Visit {
  online = false;
  /** Looked at least once whether the server is there. */
  looked = false;
  looking = Promise.resolve();
  looks = 0;
  /** All that it needs without a network is in the browser's cache. */
  kept = false;
  tickets = 0;
  lastBallot = 0;
  wrongCodes = 0;

  get acts() {
    return {
      begin: (button) => this.begin(button.dataset.lang),
      submit: () => this.submit(),
      abandon: () => this.reset(),
      reset: () => this.reset(),
      stay: () => this.idle.stay(),
      aloud: () => say(this.lang, spoken(this.here)),
      staff: () => this.staff(),
      send: () => this.look(),
      "full-screen": () => this.fullScreen(true),
      leave: () => this.leave(),
      remove: () => this.remove(),
    };
  }

  get here() {
    return screen(this.root, shown(this.root));
  }

  /** Why nobody can begin, or that anybody can. */
  get state() {
    const overdue = Date.now() > Date.parse(this.manifest.earliest_close);
    if (this.device.revoked) return "revoked";
    if (this.device.open === false) return "closed";
    if (overdue && !this.online) return this.looked ? "closed" : "preparing";
    if (this.tickets > 0) return "ready";
    return this.looked ? "exhausted" : "preparing";
  }

  async run() {
    this.sender = new Sender(this.store);
    const { IDLE: idle, WARNING: warning } = times;
    this.idle = new Idle({ idle, warning }, {
      busy: speaking,
      warn: (left) => this.warn(left),
      calm: () => this.root.querySelector("dialog").close(),
      end: () => this.reset(),
    });
    this.listen();
    await this.count();
    this.reset();
    addEventListener("online", () => this.look());
    setInterval(() => this.looks === 0 && this.look(), times.LOOK * 1000);
    await this.look();
  }

  listen() {
    super.listen();
    this.root.addEventListener("submit", () => this.exit());
    // Escape closes the question whether anybody is there, which is an answer to it.
    this.root.addEventListener("cancel", () => this.idle.stay(), { capture: true });
    addEventListener("popstate", () => {
      this.guard();
      if (this.asking && shown(this.root) !== "page-1") this.step(-1);
    });
  }

  /** The browser's Back button goes to the question before, and to nobody else's. */
  guard() {
    if (!history.state?.kiosk) history.pushState({ kiosk: true }, "");
  }

  get asking() {
    return !this.sealed && Boolean(shown(this.root)?.startsWith("page-"));
  }

  /** No entry of the browser's history for any screen. */
  go(name) {
    hush();
    this.show(name);
    const aloud = this.here.querySelector('[data-act="aloud"]');
    if (aloud) aloud.hidden = !speaks(this.lang);
  }

  begin(lang) {
    if (this.state !== "ready") return;
    if (this.device.full) this.fullScreen(true);
    this.speakIn(lang);
    layOut(this.root, this.pages, lang, { asking: true });
    this.tell();
    this.guard();
    this.go("page-1");
    this.idle.watch();
  }

  /** Back to the beginning; nothing of whoever was here is left in the page. */
  reset() {
    hush();
    clearTimeout(this.thanking);
    this.idle.rest();
    this.sealed = false;
    this.facts = { locked: true };
    this.speakIn(this.home);
    layOut(this.root, this.pages, this.home);
    getSelection()?.removeAllRanges();
    this.tell();
    this.show("start");
  }

  speakIn(lang) {
    this.lang = lang;
    document.documentElement.lang = lang;
  }

  warn(left) {
    const dialog = this.root.querySelector("dialog");
    dialog.querySelector("[data-left]").textContent = left;
    if (!dialog.open) dialog.showModal();
  }

  async submit() {
    if (this.sealed || this.pointsAtMissing() || unanswered(this.root).length) return;
    this.sealed = true;
    this.idle.rest();
    try {
      await this.seal(options(this.root));
    } catch {
      return this.ends("trouble");
    }
    this.ends("thanks");
    await this.look();
  }

  pointsAtMissing() {
    const open = unanswered(this.here).length > 0;
    if (open) this.next();
    return open;
  }

  /** From here on it is safe: sealed, and on the disk. */
  async seal(chosen) {
    const { manifest, fp } = this;
    const { envelope } = await sealWithTicket({ manifest, fp, channel: "kiosk" }, chosen);
    const hasty = Date.now() - this.lastBallot < times.LEAST_BETWEEN_BALLOTS * 1000;
    const ballot = { poll: manifest.poll, envelope, channel: "kiosk", hasty };
    if (!(await this.store.queue(ballot))) throw new Error("no ticket");
    this.lastBallot = Date.now();
  }

  /** What was answered leaves the page with this. */
  ends(name) {
    this.root.querySelector("#answers").remove();
    this.show(name);
    this.thanking = setTimeout(() => this.reset(), times.THANKS * 1000);
  }

  /** Is the server there, what is to be sent, are there tickets left? One after the other. */
  async look() {
    this.looks += 1;
    this.looking = this.looking.then(() => this.lookOnce()).catch(() => undefined);
    await this.looking;
    this.looks -= 1;
  }

  async lookOnce() {
    this.online = await this.askServer();
    if (this.online) this.online = await this.sender.send();
    if (this.online && this.device.open && !this.device.revoked) await this.fillStock();
    this.looked = true;
    await this.count();
    this.tell();
    if (this.online && !this.kept) this.kept = await this.keepFiles();
    this.tell();
  }

  async askServer() {
    try {
      Object.assign(this.device, await post("/api/kiosk/look", { secret: this.device.secret }));
    } catch (error) {
      if (error instanceof Later) return false;
      if (error.screen !== "revoked") return true;
      this.device.revoked = true;
      await this.store.dropTickets();
    }
    if (!this.removed) await this.store.keepDevice(this.device);
    return true;
  }

  async fillStock() {
    const left = await this.store.tickets();
    if (left >= LOW) return;
    const asked = { secret: this.device.secret, number: STOCK - left };
    const { tickets } = await post("/api/kiosk/tickets", asked).catch(() => ({ tickets: [] }));
    await this.store.addTickets(tickets);
  }

  async count() {
    this.tickets = await this.store.tickets();
    this.counts = { waiting: await this.store.waiting(), lost: await this.store.lost() };
    this.lasting = (await navigator.storage?.persisted?.()) ?? false;
  }

  /** Fills what is known into the screens. */
  tell() {
    const { counts, device, kept, lasting, online, state, tickets } = this;
    Object.assign(this.facts, {
      agency: this.manifest.agency.name,
      device: device.name,
      ...counts,
      waits: counts.waiting > 0,
      removable: counts.waiting === 0,
      tickets,
      online,
      offline: !online,
      kept,
      unkept: !kept,
      lasting,
      fleeting: !lasting,
    });
    for (const name of ["ready", "preparing", "exhausted", "revoked", "closed"]) {
      this.facts[name] = name === state;
    }
    this.fill();
  }

  staff() {
    this.show("staff");
    this.idle.watch();
    return this.look();
  }

  async fullScreen(wanted) {
    this.device.full = wanted;
    const page = document.documentElement;
    const turned = wanted ? page.requestFullscreen?.() : document.exitFullscreen?.();
    await turned?.catch(() => undefined);
    await this.store.keepDevice(this.device);
  }

  async exit() {
    const field = this.root.querySelector("#exit-code");
    const code = field.value;
    field.value = "";
    if (this.facts.paused) return;
    const right = await isExitCode(this.device.exit, code);
    this.wrongCodes = right ? 0 : this.wrongCodes + 1;
    Object.assign(this.facts, { locked: !right, unlocked: right, wrong: !right });
    if (this.wrongCodes >= times.EXIT_TRIES) this.pauseCodes();
    this.fill();
  }

  pauseCodes() {
    this.wrongCodes = 0;
    Object.assign(this.facts, { wrong: false, paused: true });
    setTimeout(() => {
      this.facts.paused = false;
      this.fill();
    }, times.EXIT_PAUSE * 1000);
  }

  async leave() {
    await this.fullScreen(false);
    location.assign("/");
  }

  /** The device is none any more; refused while a ballot waits on it. */
  async remove() {
    if (!this.facts.unlocked || (await this.store.waiting())) return;
    this.removed = true;
    await this.store.remove();
    await this.dropFiles();
    location.assign("/");
  }
}
