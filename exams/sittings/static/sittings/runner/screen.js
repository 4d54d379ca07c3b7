/* What the page says: texts from the template, the calm bar, the spoken line, the saved state. */

const texts = new Map();
for (const { dataset, textContent } of document.querySelectorAll("[data-text]")) texts.set(dataset.text, textContent);
const bar = document.querySelector("[data-notices]");
const spoken = document.querySelector("[data-spoken]");
const savedState = document.querySelector("[data-saved-state]");
// A save that is faster than this needs no word of its own.
const PATIENCE_MS = 500;
const SPOKEN_MS = 20_000;

export function text(name, values = {}) {
  return texts.get(name).replace(/\{(\w+)\}/g, (_match, key) => values[key]);
}

/* Say it to a screen reader, once. */
export function say(words) {
  spoken.textContent = words;
  setTimeout(() => spoken.textContent === words && (spoken.textContent = ""), SPOKEN_MS);
}

/* Show one notice in place of a lesser one; it goes with `clear` of the same name. */
export function notice(name, words) {
  const wanted = bar.querySelector(`[data-notice="${name}"]`);
  const shown = [...bar.children].find((one) => !one.hidden);
  if (shown && (shown === wanted ? !words : Number(shown.dataset.rank) > Number(wanted.dataset.rank))) return;
  if (words) wanted.textContent = words;
  for (const one of bar.children) one.hidden = one !== wanted;
  say((wanted.querySelector("p") ?? wanted).textContent);
}

export function clear(...names) {
  for (const name of names) bar.querySelector(`[data-notice="${name}"]`).hidden = true;
}

/* Keeps the saved state true: journal, sender and the time of the last save, in words. */
export class SavedState {
  #journal;
  #sender;
  #savedAt;
  #isServer = false;
  #timer;

  constructor({ journal, sender, savedAt }) {
    this.#journal = journal;
    this.#sender = sender;
    this.#savedAt = savedAt;
    sender.addEventListener("reply", ({ detail }) => {
      this.#savedAt = detail.savedAt || this.#savedAt;
      clear("offline", "server", "memory", "hand-in-offline", "break-offline");
      this.show();
    });
    sender.addEventListener("fail", ({ detail }) => {
      this.#isServer = detail.isServer;
      this.show();
      // The first failure may be a hiccup; the second one is worth a word.
      if (sender.failures > 1) notice(this.#journal.isDurable ? (this.#isServer ? "server" : "offline") : "memory");
    });
    sender.addEventListener("refused", () => {
      notice("refused");
      this.show();
    });
  }

  show() {
    clearTimeout(this.#timer);
    const state = this.#state();
    if (state === "saving" && savedState.dataset.state !== "offline") {
      this.#timer = setTimeout(() => this.#say("saving"), PATIENCE_MS);
    } else this.#say(state);
  }

  #state() {
    const { unsaved, isDurable, events } = this.#journal;
    if (document.body.hasAttribute("data-read-only") && !unsaved) return "readOnly";
    if (this.#sender.isLocal) return "local";
    if (this.#sender.failures) {
      if (!unsaved) return this.#isServer ? this.#idle() : "offlineIdle";
      return isDurable && !this.#isServer ? "offline" : "unsaved";
    }
    if (events.some((event) => event.isAside)) return "unsaved";
    if (!unsaved) clear("refused");
    return unsaved ? "saving" : this.#idle();
  }

  #idle() {
    return this.#savedAt ? "saved" : "nothing";
  }

  #say(state) {
    const words = text(state, { time: this.#savedAt, n: this.#journal.unsaved });
    if (savedState.textContent !== words) savedState.textContent = words;
    savedState.dataset.state = state;
  }
}
