/* Handing in: never before the server has every answer, by hand or at zero. */

import { clear, notice } from "./screen.js";

const PATIENCE_MS = 5000;

export class HandIn {
  #sender;
  #urls;
  #form = document.querySelector("[data-hand-in]");
  #isRunning = false;

  constructor({ sender, urls }) {
    this.#sender = sender;
    this.#urls = urls;
    sender.addEventListener("closed", () => this.#leave());
    document.querySelector("[data-break]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#rest(event.target);
    });
    if (this.#form.hidden) return;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#byHand();
    });
  }

  /* To the table of all questions; it is drawn by the server, so the server must have everything first. */
  async review(number) {
    if (await this.#sender.flush(PATIENCE_MS)) location.assign(`${this.#urls.review}?q=${number}`);
    else notice("hand-in-offline");
  }

  /* To the page of the break, or of the reason why there is none; without network the paper stays. */
  async #rest(form) {
    const isHeard = (await this.#sender.flush(PATIENCE_MS)) && (await send(form))?.status < 500;
    if (isHeard) location.assign(form.action);
    else notice("break-offline");
  }

  async #byHand() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const isDone = (await this.#sender.flush(PATIENCE_MS)) && (await this.#submit());
    if (!isDone) notice("hand-in-offline");
    this.#isRunning = false;
  }

  /* At zero. Goes on until the server has the answers and the paper, however long the network takes;
     gives up when time was added (`isOver` says no). */
  async atZero(isOver) {
    if (this.#isRunning) return;
    this.#isRunning = true;
    notice("time-up");
    while (isOver()) {
      if ((await this.#sender.flush(PATIENCE_MS)) && (await this.#submit())) return;
      if (this.#sender.failures) notice("time-up-offline");
      await pause();
    }
    clear("time-up", "time-up-offline");
    this.#isRunning = false;
  }

  async #submit() {
    // The redirect to the receipt; anything else leaves it to the server, which closes the attempt by itself.
    if ((await send(this.#form))?.type !== "opaqueredirect") return false;
    location.replace(this.#urls.receipt);
    return true;
  }

  /* The attempt is closed; what this page still held has been sent and noted as late. */
  async #leave() {
    this.#isRunning = true;
    await this.#sender.flush(PATIENCE_MS);
    location.replace(this.#urls.receipt);
  }
}

/* A form by hand: its answer, or null without network. */
function send(form) {
  const options = { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" };
  return fetch(form.action, options).catch(() => null);
}

/* A whole room may be waiting for the same server. */
function pause() {
  return new Promise((resolve) => setTimeout(resolve, 1000 + 2000 * Math.random()));
}
