/* The clock on the page and its warnings. Nothing else moves. */

import { say, text } from "./screen.js";

const MINUTE = 60_000;
const WARNINGS = [1, 5, 10, 30];
const DIALOG_AT = 10;
const DIALOG_MS = 10_000;
// From here on the clock cannot be hidden.
const ALWAYS_SHOWN = 5 * MINUTE;

export class Timer extends EventTarget {
  #clock;
  #before;
  #time = document.querySelector("[data-clock-time]");
  #toggle = document.querySelector("[data-clock-toggle]");
  #dialog = document.getElementById("ten-minutes");

  constructor(clock) {
    super();
    this.#clock = clock;
    this.#before = clock.remaining();
    document.querySelector("[data-clock-label]").textContent = text("timeLeft");
    this.#toggle.hidden = false;
    this.#toggle.addEventListener("click", () => this.toggle());
    this.#tick();
  }

  /* Hide or show the clock, as long as it may be hidden. */
  toggle() {
    this.#time.hidden = !this.#time.hidden;
    this.#draw();
  }

  #tick() {
    const remaining = this.#clock.remaining();
    this.#draw(remaining);
    this.#warn(remaining);
    if (this.#before > 0 && remaining === 0) this.dispatchEvent(new Event("zero"));
    if (this.#before === 0 && remaining > 0) this.dispatchEvent(new Event("again"));
    this.#before = remaining;
    // Draw at the turn of the second; while nothing is left, look twice a second whether time was added.
    setTimeout(() => this.#tick(), remaining ? (remaining % 1000) + 1 : 500);
  }

  #draw(remaining = this.#clock.remaining()) {
    const seconds = Math.ceil(remaining / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    this.#time.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    if (remaining <= ALWAYS_SHOWN) {
      this.#time.hidden = false;
      this.#toggle.hidden = true;
    } else this.#toggle.hidden = false;
    this.#toggle.textContent = text(this.#time.hidden ? "show" : "hide");
  }

  /* Once for each threshold that was passed since the last look; of several, the nearest. */
  #warn(remaining) {
    const passed = WARNINGS.find((minutes) => this.#before > minutes * MINUTE && remaining <= minutes * MINUTE);
    if (!passed || !remaining) return;
    say(text("minutesLeft", { n: passed }));
    if (passed !== DIALOG_AT || document.querySelector("dialog[open]")) return;
    this.#dialog.showModal();
    setTimeout(() => this.#dialog.close(), DIALOG_MS);
  }
}
