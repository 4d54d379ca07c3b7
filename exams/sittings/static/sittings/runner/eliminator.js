/* Options that a candidate has ruled out are struck through. The answer never changes by it. */

import { say, text } from "./screen.js";

const KIND = "struck";

export class Eliminator {
  #aids;
  #button = document.querySelector('[data-tool="eliminator"]');

  constructor({ aids, sections }) {
    this.#aids = aids;
    this.#button.addEventListener("click", () => this.switch());
    for (const section of sections) this.attach(section);
  }

  /* Give each option of an item its button, and strike what was struck before. */
  attach(section) {
    const slot = Number(section.dataset.slot);
    const struck = this.#aids.get(KIND, slot);
    for (const row of section.querySelectorAll(".options > [data-option]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "strike";
      button.addEventListener("click", () => this.#toggle(slot, row));
      const word = document.createElement("span");
      word.className = "visually-hidden";
      row.querySelector("label").append(word);
      row.append(button);
      draw(row, struck.includes(name(row)));
    }
  }

  /* Show or hide the buttons. */
  switch() {
    const isOn = document.body.toggleAttribute("data-striking");
    this.#button.setAttribute("aria-pressed", isOn);
  }

  /* By the option's place on the screen; where an item has parts, in the one that has the focus. */
  strike(section, place) {
    const hasParts = section.querySelector("[data-part]");
    const group = hasParts ? document.activeElement.closest("[data-part]") : section;
    const row = group?.querySelectorAll(".options > [data-option]")[place];
    if (row) this.#toggle(Number(section.dataset.slot), row);
  }

  #toggle(slot, row) {
    const isStruck = !row.hasAttribute("data-struck");
    const others = this.#aids.get(KIND, slot).filter((one) => one !== name(row));
    this.#aids.set(KIND, slot, isStruck ? [...others, name(row)] : others);
    draw(row, isStruck);
    say(text(isStruck ? "struckOut" : "broughtBack", { option: label(row) }));
  }
}

function name(row) {
  const part = row.closest("[data-part]")?.dataset.part;
  return part ? `${part}.${row.dataset.option}` : row.dataset.option;
}

function label(row) {
  return (row.querySelector(".option-letter") ?? row.querySelector(".option-text")).textContent.trim();
}

function draw(row, isStruck) {
  row.toggleAttribute("data-struck", isStruck);
  row.querySelector("label > .visually-hidden").textContent = isStruck ? text("struck") : "";
  const button = row.querySelector(".strike");
  button.textContent = isStruck ? "↺" : "✕";
  button.setAttribute("aria-label", text(isStruck ? "unstrike" : "strike", { option: label(row) }));
}
