/* Sections with minutes of their own: how long the one in view has, and which are over. The server applies the same
   rule to what it receives (queries/sections.py). */

import { notice, say, text } from "./screen.js";

const MINUTE = 60_000;
const WARNINGS = [1, 5];

export class Sections extends EventTarget {
  #plan;
  #clock;
  #line = document.querySelector("[data-section-time]");
  #slot = 0;
  #over = new Set();
  #before = 0;

  constructor({ plan, clock }) {
    super();
    this.#plan = plan;
    this.#clock = clock;
    for (const section of plan) if (!this.#left(section)) this.#over.add(section);
    this.#tick();
  }

  isOver(slot) {
    return this.#over.has(this.#of(slot));
  }

  show(slot) {
    this.#slot = slot;
    // Of another section nothing was passed yet.
    this.#before = 0;
    this.#draw();
  }

  #of(slot) {
    return this.#plan.find(({ last_slot }) => slot <= last_slot);
  }

  #left({ until, of }) {
    return Math.max(0, Math.floor((this.#clock.deadline * until) / of) - this.#clock.now());
  }

  /* Time that was given may open a section again. */
  #tick() {
    for (const section of this.#plan) {
      const isOver = !this.#left(section);
      if (isOver === this.#over.has(section)) continue;
      if (isOver) {
        this.#over.add(section);
        if (section !== this.#plan.at(-1)) notice("section", text("sectionClosed", section));
      } else this.#over.delete(section);
      this.dispatchEvent(new Event("change"));
    }
    this.#draw();
    setTimeout(() => this.#tick(), 500);
  }

  #draw() {
    const section = this.#of(this.#slot);
    if (!section) return;
    const left = this.#left(section);
    if (section !== this.#plan.at(-1)) this.#warn(section, left);
    const seconds = Math.ceil(left / 1000);
    const parts = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0"));
    const words = text(seconds ? "sectionLeft" : "sectionOver", { title: section.title, time: parts.join(":") });
    if (this.#line.textContent !== words) this.#line.textContent = words;
  }

  /* Once for each threshold; the last section ends with the attempt, whose clock warns by itself. */
  #warn({ title }, left) {
    const passed = WARNINGS.find((minutes) => this.#before > minutes * MINUTE && left <= minutes * MINUTE);
    this.#before = left;
    if (passed && left) say(text("sectionMinutes", { title, n: passed }));
  }
}
