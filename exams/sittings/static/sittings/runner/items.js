import { controls, fillResponse, readResponse } from "./responses.js";
import { text } from "./screen.js";

/* The paper's items in this page: fetched once, put into this candidate's order, shown one at a time. */

export class Items {
  #root = document.querySelector("[data-items]");
  #layout;
  #sections = new Map();
  isComplete = false;

  constructor({ layout }) {
    this.#layout = layout;
    for (const section of this.#root.querySelectorAll("[data-slot]")) {
      // Without script the item of a section that is over stands in a closed frame; the sheet closes it otherwise.
      section.closest("fieldset.over")?.replaceWith(section);
      this.#keep(section);
    }
    this.#root.addEventListener("input", ({ target }) => target.matches("textarea") && count(target));
  }

  get count() {
    return this.#layout.length;
  }

  slot(number) {
    return this.#layout[number - 1].slot;
  }

  number(slot) {
    return this.#layout.findIndex((entry) => entry.slot === slot) + 1;
  }

  /* Fetch the paper. The item that the server rendered stays untouched: somebody may be answering it. */
  async load(url) {
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`items: ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [template] = this.#sections.values();
    for (const [index, { slot, options, values }] of this.#layout.entries()) {
      if (this.#sections.has(slot)) continue;
      const section = document.adoptNode(page.querySelector(`[data-slot="${slot}"]`));
      const heading = template.querySelector(".item-number").textContent;
      section.querySelector(".item-number").textContent = heading.replace(/\d+/, index + 1);
      arrange(section, options);
      fillValues(section, values);
      section.hidden = true;
      this.#root.append(section);
      this.#keep(section);
    }
    this.isComplete = true;
  }

  #keep(section) {
    section.tabIndex = -1;
    section.querySelectorAll("textarea").forEach(count);
    this.#sections.set(Number(section.dataset.slot), section);
  }

  show(number) {
    for (const [slot, section] of this.#sections) section.hidden = slot !== this.slot(number);
    return this.#sections.get(this.slot(number));
  }

  get sections() {
    return [...this.#sections.values()];
  }

  section(slot) {
    return this.#sections.get(slot);
  }

  inputs(slot) {
    return controls(this.#sections.get(slot));
  }

  /* The response as the page has it; null where unanswered. */
  read(slot) {
    return readResponse(this.#sections.get(slot));
  }

  /* An item that is not in the page yet is filled when it comes. */
  fill(slot, value) {
    const section = this.#sections.get(slot);
    if (!section) return;
    fillResponse(section, value);
    section.querySelectorAll("textarea").forEach(count);
  }

  /* Choose by place on the screen, as a click would; where an item has parts, in the one that has the focus. */
  choose(slot, place) {
    const section = this.#sections.get(slot);
    const hasParts = section.querySelector("[data-part]");
    const input = controls(hasParts ? document.activeElement.closest("[data-part]") : section)[place];
    if (!input || input.disabled) return;
    input.focus();
    if (input.type === "radio" || input.type === "checkbox") input.click();
  }

  /* `isLocked` says of each slot whether its controls are closed. */
  lock(isLocked) {
    for (const slot of this.#sections.keys()) {
      for (const input of this.inputs(slot)) input.disabled = isLocked(slot);
    }
  }
}

/* Put the options into this candidate's order and letter them anew; there may be several lists of the same options. */
function arrange(section, options) {
  for (const list of section.querySelectorAll("[data-shuffled]")) {
    for (const [place, option] of options.entries()) {
      const row = list.querySelector(`:scope > [data-option="${option}"]`);
      if (!row) continue;
      const letter = String.fromCharCode(65 + place);
      const shown = row.querySelector(".option-letter");
      if (shown) shown.textContent = letter;
      // An entry of a list can hold nothing but text.
      else if (row.dataset.text) row.text = `${letter}. ${row.dataset.text}`;
      list.append(row);
    }
  }
}

/* This candidate's own numbers in the text; those of a part are named "<part>.<name>". */
function fillValues(section, values) {
  for (const place of section.querySelectorAll("[data-value]")) {
    const part = place.closest("[data-part]")?.dataset.part;
    const name = part ? `${part}.${place.dataset.value}` : place.dataset.value;
    place.textContent = values?.[name] ?? place.textContent;
  }
}

/* How much is written, beneath the box. */
function count(box) {
  const place = box.parentElement.querySelector("[data-written]");
  if (place) place.textContent = text("written", { n: box.value.length });
}
