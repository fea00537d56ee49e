/** Notices that nobody is there any more. */

const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove", "input"];
const TICK = 250;

export class Idle {
  #limits;
  #told;
  #timer = 0;
  #last = 0;
  #warned = false;

  /**
   * @param {{idle: number, warning: number}} limits in seconds
   * @param {{busy: () => boolean, warn: (left: number) => void, calm: () => void, end: () => void}} told
   *   `busy` while something goes on without a touch
   */
  constructor(limits, told) {
    this.#limits = limits;
    this.#told = told;
    for (const sign of SIGNS) addEventListener(sign, () => this.#touched(), { passive: true });
  }

  watch() {
    this.rest();
    this.stay();
    this.#timer = setInterval(() => this.#look(), TICK);
  }

  /** Somebody is there. Once it was asked, only an answer to that counts. */
  stay() {
    this.#last = Date.now();
    if (this.#warned) this.#told.calm();
    this.#warned = false;
  }

  rest() {
    clearInterval(this.#timer);
    if (this.#warned) this.#told.calm();
    this.#warned = false;
  }

  #touched() {
    if (!this.#warned) this.#last = Date.now();
  }

  #look() {
    if (this.#told.busy()) return this.#touched();
    // By the clock: a device that slept has counted no ticks.
    const left = this.#last / 1000 + this.#limits.idle + this.#limits.warning - Date.now() / 1000;
    if (left <= 0) return this.#told.end();
    if (left > this.#limits.warning) return;
    this.#warned = true;
    this.#told.warn(Math.ceil(left));
  }
}
