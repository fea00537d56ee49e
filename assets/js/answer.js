/**
 * The questionnaire behind a ticket: a slip's, or one that a poster's QR gave for this visit. Nothing
 * about a person is asked, and nothing outlives the tab.
 */

import { forgetLink } from "./address.js";
import { options, unanswered } from "./answers.js";
import { post } from "./api.js";
import { grouped } from "./bytes.js";
import { openKeeping } from "./keeping.js";
import { persist } from "./patience.js";
import { solve } from "./puzzle.js";
import { castWithTicket, sealWithTicket } from "./ticket-delivery.js";
import { Visit } from "./visit.js";

/**
 * @param {{manifest: object, fp: string, ticket: string | null, root: HTMLElement, lang: string}} opened
 *   `ticket` in base32; none where a poster was scanned
 */
export async function start(opened) {
  const keeping = await openKeeping(opened.fp, opened.ticket ?? "poster");
  const visit = new TicketVisit({ ...opened, keeping, channel: opened.ticket ? "slip" : "poster" });
  visit.listen();
  if (await keeping.sealed()) return visit.send();
  await visit.ask();
}

/** One visit with a ticket. */
export class TicketVisit extends Visit {
  get acts() {
    return { begin: (button) => this.begin(button), submit: () => this.submit() };
  }

  /** Asks what the ticket is good for, if there is one already: reads, changes nothing. */
  async ask() {
    const { fp, channel, ticket } = this;
    try {
      const look = () => post("/api/ticket/look", { fp, channel, ticket: ticket ?? "" });
      const { state, ...facts } = await persist(look, () => this.show("offline"));
      Object.assign(this.facts, facts);
      if (state !== "good") return this.end(state);
      this.fill();
      this.go("welcome");
    } catch (error) {
      this.fail(error);
    }
  }

  /** A poster's visit gets its ticket here, after some work of the browser. */
  async begin(button) {
    if (this.ticket) return this.step(1);
    button.disabled = true;
    try {
      this.ticket = await persist(() => this.start(), () => this.show("offline"));
      this.show("welcome");
      this.step(1);
    } catch (error) {
      this.fail(error);
    } finally {
      button.disabled = false;
    }
  }

  /** A ticket for this visit. A try that failed is begun anew: its puzzle may be used up. */
  async start() {
    const { puzzle, parts, bits } = await post("/api/poster/puzzle", { fp: this.fp });
    const solution = await solve(puzzle, parts, bits);
    const { ticket } = await post("/api/poster/start", { fp: this.fp, puzzle, solution });
    return ticket;
  }

  async submit() {
    if (this.sealed || unanswered(this.root).length) return;
    this.sealed = true;
    this.show("sending");
    try {
      const ballot = await sealWithTicket(this, options(this.root));
      await this.keeping.keepFirst("shared", ballot);
    } catch (error) {
      this.sealed = false;
      return this.fail(error);
    }
    await this.send();
  }

  async send() {
    this.sealed = true;
    this.quiet();
    this.show("sending");
    try {
      this.receipt = await castWithTicket(this.manifest.poll, await this.keeping.sealed(), () =>
        this.waiting(),
      );
      await this.keeping.forget();
      forgetLink();
      this.fill();
      this.show("done");
    } catch (error) {
      await this.keeping.forget();
      // The box closed between the first question and the envelope.
      if (error.screen === "closed") error.screen = "late";
      this.fail(error);
    }
  }

  showReceipt() {
    super.showReceipt({ receipt: this.receipt, fingerprint: grouped(this.fp) });
  }
}
