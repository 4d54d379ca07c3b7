/* The answer sheet: what is answered and flagged, which question is in view, and noting every change. */

const LONGEST_WAIT_MS = 16_000;

export class Sheet extends EventTarget {
  #clock;
  #items;
  #grid;
  #urls;
  #answers;
  #flags;
  #current;
  #isLocked = false;
  #sections;
  #touched = new Set();
  #review = () => {};
  // Acts of the first moment wait here until the journal is open.
  #note;
  #ready = new Promise((resolve) => (this.begin = (parts) => this.#begin(parts, resolve)));

  /* `sections`, where the exam times them, says which slots are over. Tells `show` {number, slot, section} of each
     question that comes into view, and `load` once the whole paper is in the page. */
  constructor({ data, clock, items, grid, sections }) {
    super();
    this.#sections = sections;
    sections?.addEventListener("change", () => this.#close());
    this.#clock = clock;
    this.#items = items;
    this.#grid = grid;
    this.#urls = data.urls;
    this.#answers = new Map(Object.entries(data.answers).map(([slot, value]) => [Number(slot), value]));
    this.#flags = new Set(data.flags);
    this.#current = data.current;
    this.#listen();
    this.#load();
    // Whoever works by keyboard begins at the question, not before sixty numbers.
    if (document.activeElement === document.body) items.show(this.#current).focus({ preventScroll: true });
  }

  get acts() {
    return {
      choose: (place) => this.#items.choose(this.#slot, place),
      next: () => this.#turn(this.#current + 1),
      previous: () => this.#turn(this.#current - 1),
      flag: () => this.#toggleFlag(),
      review: () => this.#review(),
    };
  }

  lock(isLocked) {
    this.#isLocked = isLocked;
    this.#close();
    this.#grid.lock(isLocked);
  }

  /* The question in view, for who came too late for its `show`. */
  get shown() {
    return { number: this.#current, slot: this.#slot, section: this.#items.section(this.#slot) };
  }

  /* Note an act that is neither answer nor flag. */
  record(act) {
    return this.#record(act);
  }

  #isOver(slot) {
    return this.#sections?.isOver(slot) ?? false;
  }

  /* Close the controls of what can only be read: all, or the sections that are over. */
  #close() {
    this.#items.lock((slot) => this.#isLocked || this.#isOver(slot));
    if (this.#sections) for (let number = 1; number <= this.#items.count; number += 1) this.#mark(this.#items.slot(number));
  }

  get #slot() {
    return this.#items.slot(this.#current);
  }

  /* The journal is open: what it still holds for this lease is newer than what the server showed. */
  #begin({ journal, sender, saved, review }, resolve) {
    this.#review = () => review(this.#current);
    const own = journal.events.filter(({ kind }) => kind === "answer" || kind === "flag");
    for (const { lease, kind, slot, value } of own) {
      if (lease === journal.lease && !this.#touched.has(slot)) this.#apply(kind, slot, value);
    }
    for (const slot of new Set(own.map((event) => event.slot))) this.#redraw(slot);
    this.#note = (act) => {
      journal.add(act);
      sender.wake(act);
      saved.show();
    };
    resolve();
  }

  async #load(wait = 1000) {
    try {
      await this.#items.load(this.#urls.items);
    } catch {
      // Until the paper is here the plain forms go on working, one page for each question.
      setTimeout(() => this.#load(Math.min(2 * wait, LONGEST_WAIT_MS)), wait);
      return;
    }
    for (const [slot, value] of this.#answers) if (slot !== this.#slot) this.#items.fill(slot, value);
    this.#close();
    this.dispatchEvent(new Event("load"));
  }

  #listen() {
    const form = document.getElementById("runner-form");
    const answered = ({ target, isComposing }) => {
      const section = target.closest("[data-slot]");
      if (section && !isComposing) this.#answer(Number(section.dataset.slot), pace(target));
    };
    form.addEventListener("input", answered);
    form.addEventListener("compositionend", answered);
    form.addEventListener("submit", (event) => this.#submit(event));
    document.querySelector("[data-review]").addEventListener("click", (event) => {
      event.preventDefault();
      this.#review();
    });
    document.querySelector("[data-jump]").addEventListener("change", ({ target }) => this.#turn(Number(target.value)));
    addEventListener("popstate", () => {
      const number = Number(new URLSearchParams(location.search).get("q")) || 1;
      if (this.#items.isComplete) this.#show(number);
      else location.reload();
    });
  }

  /* Every button of the plain form; Enter in a text field saves and stays. */
  #submit(event) {
    const { name, value } = event.submitter ?? {};
    if (name === "go" && value !== "review") {
      if (this.#items.isComplete) event.preventDefault();
      this.#turn(Number(value));
      return;
    }
    event.preventDefault();
    if (name === "flag") this.#toggleFlag();
    else if (value === "review") this.#review();
  }

  #turn(number) {
    if (number > this.#items.count) return this.#review();
    if (number < 1 || !this.#items.isComplete || number === this.#current) return;
    history.pushState(null, "", `?q=${number}`);
    this.#show(number).focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #show(number) {
    this.#current = number;
    const slot = this.#slot;
    this.#grid.show(number, { isFlagged: this.#flags.has(slot), was: this.#answers.get(slot) });
    const section = this.#items.show(number);
    document.title = document.title.replace(/\d+/, number);
    this.dispatchEvent(new CustomEvent("show", { detail: this.shown }));
    return section;
  }

  async #answer(slot, pace) {
    const value = this.#items.read(slot);
    if (JSON.stringify(value) === JSON.stringify(this.#answers.get(slot) ?? null)) return;
    this.#touched.add(slot);
    this.#apply("answer", slot, value);
    this.#redraw(slot, { keepInputs: true });
    await this.#record({ kind: "answer", slot, value, ...pace });
  }

  async #toggleFlag() {
    if (this.#isLocked) return;
    const slot = this.#slot;
    const value = !this.#flags.has(slot);
    this.#apply("flag", slot, value);
    this.#redraw(slot, { keepInputs: true });
    await this.#record({ kind: "flag", slot, value });
  }

  async #record(act) {
    const ms = this.#clock.now();
    await this.#ready;
    this.#note({ ...act, ms });
  }

  #apply(kind, slot, value) {
    if (kind === "flag") {
      if (value) this.#flags.add(slot);
      else this.#flags.delete(slot);
    } else if (value === null) this.#answers.delete(slot);
    else this.#answers.set(slot, value);
  }

  #mark(slot) {
    const state = { isAnswered: this.#answers.has(slot), isFlagged: this.#flags.has(slot), isOver: this.#isOver(slot) };
    this.#grid.mark(this.#items.number(slot), state);
  }

  #redraw(slot, { keepInputs = false } = {}) {
    this.#mark(slot);
    this.#grid.count(this.#answers.size);
    if (slot === this.#slot) this.#grid.flag(this.#flags.has(slot));
    if (!keepInputs) this.#items.fill(slot, this.#answers.get(slot));
  }
}

/* How an act comes about: typing waits for a pause, and a long text, sent whole each time, for a longer one. */
function pace(control) {
  return { isTyped: control.matches("input[type=text], textarea"), isLong: control.matches("textarea") };
}
