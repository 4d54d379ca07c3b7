/* What the invigilator says to this candidate: the pause, and messages. Both come with the clock's reply: whether the
   clock stands still, and the number of the newest notice, whose text is asked for only when the number has moved. */

import { say, text } from "./screen.js";

const list = document.querySelector("[data-told]");
const locked = document.querySelector("[data-paused-screen]");
const main = document.querySelector(".runner-form, .review-page");

export class Notices {
  isPaused = false;
  #url;
  #newest;
  #isAsking = false;
  #onPause;
  #memory;

  constructor({ data, sender, onPause }) {
    this.#url = data.urls.notices;
    this.#newest = data.notices;
    this.#onPause = onPause;
    this.#memory = `notices-read-${data.attempt}`;
    for (const one of list.children) this.#dress(one);
    this.#pause(data.paused);
    sender.addEventListener("reply", ({ detail }) => {
      this.#pause(detail.paused);
      if (detail.notices > this.#newest) this.#ask();
    });
  }

  get newest() {
    return this.#newest;
  }

  #pause(isPaused) {
    if (Boolean(isPaused) === this.isPaused) return;
    this.isPaused = Boolean(isPaused);
    locked.hidden = !this.isPaused;
    main.toggleAttribute("inert", this.isPaused);
    document.body.toggleAttribute("data-paused", this.isPaused);
    say(text(this.isPaused ? "paused" : "resumed"));
    this.#onPause(this.isPaused);
  }

  async #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const response = await fetch(`${this.#url}?after=${this.#newest}`, { cache: "no-store" });
      const { notices } = await response.json();
      for (const notice of notices) this.#show(notice);
    } catch {
      // The next reply has the number again.
    }
    this.#isAsking = false;
  }

  /* The list is a status region: what is put into it is spoken. */
  #show({ number, kind, text: words, at }) {
    if (number <= this.#newest) return;
    this.#newest = number;
    const one = list.ownerDocument.createElement("li");
    one.className = "notice";
    one.dataset.number = number;
    one.dataset.kind = kind;
    const said = document.createElement("p");
    const time = document.createElement("time");
    time.textContent = at;
    said.append(time, ` ${words}`);
    one.append(said);
    list.append(one);
    this.#dress(one);
  }

  /* One that was read can be put away, on this device. */
  #dress(one) {
    const read = Number(sessionStorage.getItem(this.#memory) ?? 0);
    if (Number(one.dataset.number) <= read) return void (one.hidden = true);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text("read");
    button.addEventListener("click", () => {
      one.hidden = true;
      sessionStorage.setItem(this.#memory, Math.max(read, Number(one.dataset.number)));
    });
    one.append(button);
  }
}
