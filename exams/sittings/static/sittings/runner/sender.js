/* Sends the journal to the server: the whole queue in one request, one request at a time, until it is acknowledged.
   With nothing to send it asks for the clock, so that added time and a lost lease show within seconds.

   Events it dispatches: `reply` {savedAt, added}, `fail` {isServer}, `refused` for one event, and, as the last word
   on this page, `closed`, `taken` or `lost`. */

import { askClock, post, postLastWords } from "./wire.js";

const CHOICE_MS = 100;
const TYPING = { pause: 800, atMost: 1800 };
// A long text goes to the server whole each time; the journal has every letter meanwhile.
const LONG_TYPING = { pause: 2000, atMost: 8000 };
const BACK_OFF_MS = 500;
const BACK_OFF_AT_MOST_MS = 15_000;
const MOST_EVENTS = 200;
// What the answer path says with an acknowledgement; anything unknown is a proxy, or a server in trouble.
const ACKNOWLEDGED = new Set([200, 409, 410, 423]);

export class Sender extends EventTarget {
  failures = 0;
  #journal;
  #clock;
  #urls;
  #pollMs;
  #limit = MOST_EVENTS;
  #timer;
  #due = Infinity;
  #typingSince = 0;
  #typing = TYPING;
  #isBusy = false;
  #isOver = "";
  // When the server was last heard; undefined in a page that was just opened, which cannot say what was before it.
  #heardAt;

  constructor({ journal, clock, urls, pollMs }) {
    super();
    this.#journal = journal;
    this.#clock = clock;
    this.#urls = urls;
    this.#pollMs = pollMs;
    addEventListener("online", () => this.#retry());
    addEventListener("pagehide", () => this.#sendLastWords());
    document.addEventListener("visibilitychange", () => this.#retry());
    this.#retry();
  }

  /* An act was noted; typing waits for a pause. */
  wake({ isTyped = false, isLong = false } = {}) {
    if (!isTyped) return this.#arm(CHOICE_MS);
    const now = performance.now();
    this.#typingSince ||= now;
    this.#typing = isLong ? LONG_TYPING : TYPING;
    const wait = Math.min(this.#typing.pause, this.#typingSince + this.#typing.atMost - now);
    if (!this.failures && this.#due > now + CHOICE_MS) this.#disarm();
    return this.#arm(wait);
  }

  /* Send all now; resolves to whether the server has everything: to false after `limit` ms, or as soon as two tries in
     a row have failed. */
  flush(limit) {
    return new Promise((resolve) => {
      const finish = (isDone) => {
        clearTimeout(timer);
        this.removeEventListener("reply", check);
        this.removeEventListener("fail", giveUp);
        resolve(isDone);
      };
      const check = () => this.#isWaiting || finish(true);
      const giveUp = () => this.failures > 1 && finish(false);
      const timer = setTimeout(finish, limit, false);
      this.addEventListener("reply", check);
      this.addEventListener("fail", giveUp);
      this.#retry();
    });
  }

  /* Milliseconds without the server, for it to compare with its own measure; 0 for a page that only slept. */
  get #offline() {
    if (this.#heardAt === undefined) return "";
    return this.failures ? Math.round(performance.now() - this.#heardAt) : 0;
  }

  get #isWaiting() {
    return this.#journal.events.some((event) => !event.isAside);
  }

  #retry() {
    this.failures = Math.min(this.failures, 1);
    this.#disarm();
    this.#arm(0);
  }

  #disarm() {
    clearTimeout(this.#timer);
    this.#due = Infinity;
  }

  /* Be at work in `wait` ms at the latest; while the server fails, the back-off decides. */
  #arm(wait) {
    const due = performance.now() + Math.max(0, wait);
    if (due >= this.#due || this.#isBusy || (this.failures && this.#due < Infinity)) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#work(), Math.max(0, wait));
  }

  async #work() {
    this.#disarm();
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#typingSince = 0;
    const batch = await this.#journal.batch(this.#limit);
    const isIdle = !batch.length;
    if (!(isIdle && this.#isOver)) {
      const lease = isIdle ? this.#journal.lease : batch[0].lease;
      const answer = isIdle ? askClock(this.#urls.clock, lease, this.#offline) : post(this.#urls.answers, lease, batch, this.#offline);
      this.#judge(await answer, batch, lease);
    }
    this.#isBusy = false;
    this.#armNext();
  }

  #armNext() {
    if (this.failures) {
      const wait = Math.min(BACK_OFF_AT_MOST_MS, BACK_OFF_MS * 2 ** (this.failures - 1));
      this.#arm(wait * (0.5 + Math.random() / 2));
    } else if (this.#isWaiting) {
      this.#arm(this.#typingSince ? this.#typing.pause : 0);
    } else if (!this.#isOver) {
      this.#arm(this.#pollMs * (0.9 + Math.random() / 5));
    }
  }

  #judge({ status, reply, at }, batch, lease) {
    const isOwn = lease === this.#journal.lease;
    if (status === 413 || reply?.status === "bad_event") return this.#narrow(batch);
    if (reply?.status === "lease_unknown" || reply?.status === "not_your_attempt") {
      for (const event of batch) event.isAside = true;
      return isOwn ? this.#end("lost") : undefined;
    }
    if (!ACKNOWLEDGED.has(status) || !Array.isArray(reply?.acked)) return this.#fail(status);
    const acked = batch.filter((event) => reply.acked.includes(event.seq));
    this.#journal.forget(acked);
    if (reply.conflicts?.length) this.#journal.renumber();
    else if (acked.length < batch.length) return this.#fail(status);
    this.failures = 0;
    this.#heardAt = performance.now();
    this.#limit = MOST_EVENTS;
    const added = this.#clock.sync(reply.server_ms, reply.remaining_ms, at, reply.paused);
    const savedAt = status === 200 && acked.length ? reply.saved_at : "";
    this.#tell("reply", { savedAt, added, paused: reply.paused, notices: reply.notices, onBreak: reply.on_break });
    if (status === 410) this.#end("closed");
    if (status === 423 && isOwn) this.#end("taken");
  }

  /* Something in the batch is not understood: halve it until it is found, and set that one aside. */
  #narrow(batch) {
    if (batch.length > 1) {
      this.#limit = Math.ceil(batch.length / 2);
      return;
    }
    if (!batch.length) return this.#fail(0);
    batch[0].isAside = true;
    this.#limit = MOST_EVENTS;
    this.#tell("refused");
  }

  #fail(status) {
    this.failures += 1;
    this.#tell("fail", { isServer: status >= 500 });
  }

  /* Nothing of this page counts any more, or all of it is in: what is still queued is sent, nothing else is asked. */
  #end(name) {
    if (this.#isOver === name) return;
    this.#isOver = name;
    this.#tell(name);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /* The page is going away: one request that outlives it. Sent twice is stored once. */
  #sendLastWords() {
    const waiting = this.#journal.events.filter((event) => !event.isAside);
    const [first] = waiting;
    const batch = waiting.filter((event) => event.client === first.client && event.lease === first.lease);
    if (!first) return;
    for (const event of postLastWords(this.#urls.answers, first.lease, batch)) event.isSent = true;
  }
}
