/* Time by the server alone: its milliseconds since the start of the attempt, carried on by the monotonic clock.
   The machine's wall clock is never asked. */

// The deadline comes rounded to the millisecond; only more than this is time that somebody gave.
const GIVEN_MS = 1500;

export class Clock {
  #offset;
  #deadline;
  // Milliseconds left while the exam is paused.
  #still = null;

  constructor({ server_ms, remaining_ms, paused }) {
    const [page] = performance.getEntriesByType("navigation");
    this.sync(server_ms, remaining_ms, page?.responseStart || performance.now(), paused);
  }

  /* Take over what a reply says that was sent from the server at the monotonic time `at`; returns added time in ms. */
  sync(serverMs, remainingMs, at, isPaused = false) {
    if (isPaused || this.#still !== null) return this.#syncStill(serverMs, remainingMs, at, isPaused);
    this.#offset = serverMs - at;
    const before = this.#deadline;
    // Past the deadline the server says 0, which tells nothing new.
    if (remainingMs > 0 || before === undefined || before > serverMs) this.#deadline = serverMs + remainingMs;
    const added = this.#deadline - (before ?? this.#deadline);
    return added > GIVEN_MS ? added : 0;
  }

  /* During a pause, and with the first reply after it, the time left tells what was added; the deadline moves by the
     pause as well. */
  #syncStill(serverMs, remainingMs, at, isPaused) {
    this.#offset = serverMs - at;
    this.#deadline = serverMs + remainingMs;
    const added = remainingMs - (this.#still ?? remainingMs);
    this.#still = isPaused ? remainingMs : null;
    return added > GIVEN_MS ? added : 0;
  }

  /* The end of the attempt, in milliseconds since its start. */
  get deadline() {
    return this.#deadline;
  }

  /* Milliseconds since the start of the attempt. */
  now() {
    return Math.round(performance.now() + this.#offset);
  }

  remaining() {
    if (this.#still !== null) return this.#still;
    return Math.max(0, this.#deadline - performance.now() - this.#offset);
  }
}
