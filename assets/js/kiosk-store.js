/**
 * What a device keeps (IndexedDB): what it is, a stock of tickets, and sealed ballots that wait. No
 * row says when it came or after which: a ballot lies under a random name.
 *
 * The page of a round brings its own version of this file, so that stores may be added, never changed.
 *
 * @typedef {{secret: string, name?: string, fp?: string, exit?: string, open?: boolean,
 *   revoked?: boolean, full?: boolean}} Device
 * @typedef {{poll: string, envelope: string, ticket: string, channel: string, hasty: boolean}} Waiting
 */

import { hex } from "./bytes.js";

const DATABASE = "prongsai-kiosk";
const STORES = ["device", "tickets", "queue", "lost"];
const ONLY = "only";

/** @returns {Promise<KioskStore>} */
export function openStore() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => resolve(new KioskStore(request.result));
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

class KioskStore {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** @returns {Promise<Device | undefined>} */
  device() {
    return this.#read("device", (store) => store.get(ONLY));
  }

  /** @param {Device} device */
  async keepDevice(device) {
    await this.#write(["device"], ([store]) => store.put(device, ONLY));
  }

  /** Becomes another device. Tickets of what it was are good for nothing; ballots still arrive. */
  async enrol(secret) {
    const known = await this.device();
    if (known?.secret === secret) return;
    await this.#write(["device", "tickets"], ([device, tickets]) => {
      tickets.clear();
      device.put({ secret }, ONLY);
    });
  }

  /** It is no device any more. */
  async remove() {
    await this.#write(["device", "tickets", "lost"], (stores) => stores.forEach((it) => it.clear()));
  }

  /** @returns {Promise<number>} */
  tickets() {
    return this.#read("tickets", (store) => store.count());
  }

  /** @param {string[]} tickets in base32 */
  async addTickets(tickets) {
    await this.#write(["tickets"], ([store]) => tickets.forEach((ticket) => store.put(1, ticket)));
  }

  async dropTickets() {
    await this.#write(["tickets"], ([store]) => store.clear());
  }

  /**
   * Takes a ticket and queues the ballot, both or neither.
   * @param {Omit<Waiting, "ticket">} ballot @returns {Promise<boolean>} false without a ticket
   */
  async queue(ballot) {
    let taken = false;
    await this.#write(["tickets", "queue"], ([tickets, queue]) => {
      tickets.getAllKeys().onsuccess = ({ target }) => {
        const ticket = shuffled(target.result)[0];
        if (!ticket) return;
        taken = true;
        tickets.delete(ticket);
        queue.put({ ...ballot, ticket }, hex(crypto.getRandomValues(new Uint8Array(16))));
      };
    });
    return taken;
  }

  /** @returns {Promise<number>} */
  waiting() {
    return this.#read("queue", (store) => store.count());
  }

  /** @returns {Promise<[string, Waiting][]>} names and ballots, in an order that says nothing */
  async queued() {
    const names = await this.#read("queue", (store) => store.getAllKeys());
    const ballots = await Promise.all(
      names.map((name) => this.#read("queue", (store) => store.get(name))),
    );
    return shuffled(names.map((name, at) => [name, ballots[at]])).filter(([, ballot]) => ballot);
  }

  /** It is in the urn. @param {string} name */
  async sent(name) {
    await this.#write(["queue"], ([queue]) => queue.delete(name));
  }

  /** It will never be. @param {string} name */
  async lose(name) {
    await this.#write(["queue", "lost"], ([queue, lost]) => {
      queue.delete(name);
      lost.get(ONLY).onsuccess = ({ target }) => lost.put((target.result ?? 0) + 1, ONLY);
    });
  }

  /** @returns {Promise<number>} ballots that were not taken */
  async lost() {
    return (await this.#read("lost", (store) => store.get(ONLY))) ?? 0;
  }

  #read(name, act) {
    return new Promise((resolve, reject) => {
      const request = act(this.#database.transaction(name).objectStore(name));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** One transaction; done means written to the disk, not only asked for. */
  #write(names, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      act(names.map((name) => transaction.objectStore(name)));
    });
  }
}

/** @template T @param {T[]} list @returns {T[]} the same in an order of chance (Fisher and Yates) */
function shuffled(list) {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}

/** Without the bias that a remainder alone would have. */
function below(limit) {
  const fair = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < fair) return drawn % limit;
  }
}
