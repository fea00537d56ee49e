/**
 * What stays on the device, and how long: a draft until the ballot is sealed (own devices only), the
 * sealed ballot until its receipt. On an own device it outlives the browser (IndexedDB); on a shared
 * one it ends with the tab (sessionStorage). Neither holds the link: names are digests of it.
 *
 * @typedef {{envelope: string, random: string, inverse?: string, blinded?: string,
 *   signature?: string}} Sealed  base64url; with `inverse` and `blinded` before, with `signature` after
 */

import { hex, sha256, utf8 } from "./bytes.js";

const DATABASE = "prongsai";
const STORE = "sealed";

/** @param {string} fp @param {string} token @returns {Promise<Keeping>} */
export async function openKeeping(fp, token) {
  const name = hex(await sha256(utf8(`prongsai-device-v1 ${fp} ${token}`)));
  const places = [new Device(name), new Tab(name), new Memory()];
  for (const place of places) {
    const sealed = await place.read().catch(() => null);
    if (sealed) return new Keeping(name, places, place);
  }
  return new Keeping(name, places, null);
}

export class Keeping {
  #draft;
  #places;
  #place;

  constructor(name, places, place) {
    this.#draft = `prongsai-draft-${name}`;
    this.#places = places;
    this.#place = place;
  }

  /** @returns {object | null} what was answered so far on this device */
  draft() {
    try {
      return JSON.parse(localStorage.getItem(this.#draft));
    } catch {
      return null;
    }
  }

  /** @param {object} draft */
  saveDraft(draft) {
    try {
      localStorage.setItem(this.#draft, JSON.stringify(draft));
    } catch {
      // Storage is full or switched off: the answers last as long as the page.
    }
  }

  dropDraft() {
    try {
      localStorage.removeItem(this.#draft);
    } catch {
      // Nothing was kept either.
    }
  }

  /** @returns {Promise<Sealed | null>} */
  async sealed() {
    return this.#place ? this.#place.read() : null;
  }

  /** Whether a sealed ballot outlives this tab. */
  get lasting() {
    return this.#place instanceof Device;
  }

  /**
   * Keeps a sealed ballot unless there is one: two tabs of one link must not seal two ballots,
   * as only the first can be signed.
   * @param {"own" | "shared"} device @param {Sealed} sealed @returns {Promise<Sealed>} what is kept
   */
  async keepFirst(device, sealed) {
    const places = device === "own" ? this.#places : this.#places.slice(1);
    for (const place of places) {
      try {
        const kept = await place.add(sealed);
        this.#place = place;
        return kept;
      } catch {
        // This browser keeps nothing there; the next place lasts less long.
      }
    }
    throw new Error("no place to keep a ballot");
  }

  /** @param {Sealed} sealed */
  async replace(sealed) {
    await this.#place.put(sealed);
  }

  /** After the receipt nothing is left on the device. */
  async forget() {
    this.dropDraft();
    if (this.#place) await this.#place.remove().catch(() => undefined);
    this.#place = null;
  }
}

/** IndexedDB: outlives the browser. */
class Device {
  constructor(name) {
    this.name = name;
  }

  read() {
    return this.#run("readonly", (store) => store.get(this.name));
  }

  async put(sealed) {
    await this.#run("readwrite", (store) => store.put(sealed, this.name));
  }

  async remove() {
    await this.#run("readwrite", (store) => store.delete(this.name));
  }

  async add(sealed) {
    await this.#run("readwrite", (store) => {
      const found = store.get(this.name);
      found.onsuccess = () => found.result ?? store.put(sealed, this.name);
      return found;
    });
    return this.read();
  }

  /** One transaction; done means written to the disk, not only asked for. */
  async #run(mode, act) {
    const database = await this.#open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode, { durability: "strict" });
        const request = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result ?? null);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  #open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => reject(request.error);
    });
  }
}

/** sessionStorage: ends with the tab, survives a reload. */
class Tab {
  constructor(name) {
    this.name = `prongsai-sealed-${name}`;
  }

  async read() {
    return JSON.parse(sessionStorage.getItem(this.name));
  }

  async put(sealed) {
    sessionStorage.setItem(this.name, JSON.stringify(sealed));
  }

  async remove() {
    sessionStorage.removeItem(this.name);
  }

  async add(sealed) {
    const kept = await this.read();
    if (!kept) await this.put(sealed);
    return kept ?? sealed;
  }
}

/** The page itself, where a browser keeps nothing at all. */
class Memory {
  #sealed = null;

  async read() {
    return this.#sealed;
  }

  async put(sealed) {
    this.#sealed = sealed;
  }

  async remove() {
    this.#sealed = null;
  }

  async add(sealed) {
    return (this.#sealed ??= sealed);
  }
}
