/** Ballots on their way from the device into the urn: each goes once, in an order of chance. */

import { Later } from "./api.js";
import { postBallot } from "./ticket-delivery.js";

/** Answers by which the server says that a ballot will never be taken. */
const NEVER = ["spent", "closed"];

export class Sender {
  #store;

  /** @param {object} store */
  constructor(store) {
    this.#store = store;
  }

  /** Sends what waits. @returns {Promise<boolean>} whether the server answered */
  async send() {
    for (const [name, ballot] of await this.#store.queued()) {
      if (!(await this.#sendOne(name, ballot))) return false;
    }
    return true;
  }

  /** A kill between the answer and the end of this costs nothing: the same ballot again is no other. */
  async #sendOne(name, ballot) {
    try {
      await postBallot(ballot.poll, ballot);
      await this.#store.sent(name);
    } catch (error) {
      if (error instanceof Later) return false;
      if (NEVER.includes(error.screen)) await this.#store.lose(name);
    }
    return true;
  }
}
