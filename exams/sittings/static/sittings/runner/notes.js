/* 草稿: for the question in view and for the whole paper. Kept as events of the journal, which the server stores and
   never marks, so that they are there after a reload and on another device. */

import { Panel } from "./panel.js";
import { text } from "./screen.js";

const WHOLE = 0;

export class Notes extends Panel {
  #record;
  #notes;
  #number = 0;
  #slot = WHOLE;
  #here = document.querySelector('[data-note="here"]');
  #all = document.querySelector('[data-note="all"]');
  #label = document.querySelector("[data-note-label]");
  #has = document.querySelector("[data-has-note]");

  /* `record`: notes an act in the journal. */
  constructor({ notes, record }) {
    super("notes");
    this.#notes = new Map(Object.entries(notes).map(([slot, value]) => [Number(slot), value]));
    this.#record = record;
    this.#here.addEventListener("input", () => this.#write(this.#slot, this.#here.value));
    this.#all.addEventListener("input", () => this.#write(WHOLE, this.#all.value));
  }

  /* What the journal still holds is newer than what the server sent. */
  apply(events) {
    for (const { slot, value } of events) this.#notes.set(slot, value);
    this.show(this.#number, this.#slot);
  }

  show(number, slot) {
    this.#number = number;
    this.#slot = slot;
    this.#here.value = this.#notes.get(slot) ?? "";
    this.#all.value = this.#notes.get(WHOLE) ?? "";
    this.#label.textContent = text("noteHere", { n: number });
    this.#tell();
  }

  lock(isLocked) {
    this.#here.readOnly = this.#all.readOnly = isLocked;
  }

  focus() {
    this.#here.focus();
  }

  #write(slot, value) {
    this.#notes.set(slot, value);
    this.#tell();
    this.#record({ kind: "note", slot, value, isTyped: true, isLong: true });
  }

  #tell() {
    this.#has.hidden = !(this.#notes.get(this.#slot) || this.#notes.get(WHOLE));
  }
}
