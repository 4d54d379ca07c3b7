/* The number grid, the list that stands for it on a phone, the counts and the buttons beneath the item. */

import { text } from "./screen.js";

export class Grid {
  #buttons = [...document.querySelectorAll(".number-grid [data-number]")];
  #jump = document.querySelector("[data-jump]");
  #counts = document.querySelector("[data-counts]");
  #flag = document.querySelector("[data-flag]");
  #turns = [...document.querySelectorAll("[data-turn]")];
  #form = document.getElementById("runner-form");

  /* One question's state, everywhere it is shown. */
  mark(number, { isAnswered, isFlagged, isOver }) {
    const state = text(isAnswered ? "answered" : "blank") + (isFlagged ? text("flagged") : "") + (isOver ? text("closed") : "");
    const words = number + text("separator") + state;
    const button = this.#buttons[number - 1];
    button.toggleAttribute("data-answered", isAnswered);
    button.toggleAttribute("data-flagged", isFlagged);
    button.toggleAttribute("data-over", isOver);
    button.setAttribute("aria-label", words);
    this.#jump.options[number - 1].text = words;
  }

  count(answered) {
    this.#counts.textContent = text("counts", { answered, total: this.#buttons.length });
  }

  /* The question in view; `was` keeps the plain form honest should it ever be sent. */
  show(number, { isFlagged, was }) {
    for (const button of this.#buttons) button.removeAttribute("aria-current");
    this.#buttons[number - 1].setAttribute("aria-current", "true");
    this.#buttons[number - 1].scrollIntoView({ block: "nearest" });
    this.#jump.value = number;
    this.#form.elements.q.value = number;
    this.#form.elements.was.value = JSON.stringify(was ?? null);
    this.flag(isFlagged);
    const [back, on] = this.#turns;
    const isLast = number === this.#buttons.length;
    back.disabled = number === 1;
    back.value = number - 1;
    on.value = isLast ? "review" : number + 1;
    on.textContent = text(isLast ? "toReview" : "next");
  }

  flag(isFlagged) {
    this.#flag.toggleAttribute("data-flagged", isFlagged);
    this.#flag.querySelector("[data-flag-text]").textContent = text(isFlagged ? "unflag" : "flag");
  }

  lock(isLocked) {
    this.#flag.disabled = isLocked;
  }
}
