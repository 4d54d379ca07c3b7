/* The candidate's acts, in order, from the moment they happen until the server has acknowledged them.
   Every act is written to this device first; nothing is sent that is not yet written. */

import { openStore } from "./store.js";

export class Journal {
  events = [];
  #store;
  #client;
  #tail = Promise.resolve();
  #writing = 0;

  /* `alone`: no other tab may be writing under the client id that the device remembers. */
  static async open({ attempt, lease, alone }) {
    const journal = new Journal();
    journal.#store = await openStore();
    const { client, events } = await journal.#store.load(attempt).catch(() => ({ events: [] }));
    journal.events = events
      .map((event) => ({ ...event, isSent: true }))
      .sort((one, other) => one.ms - other.ms || one.seq - other.seq);
    const goesOn = alone && client?.lease === lease;
    journal.#client = goesOn ? client : { attempt, lease, client: newClient(), seq: 0 };
    // takeover.js looks for the lease here after a crash.
    if (lease) journal.#write({ client: journal.#client });
    return journal;
  }

  get isDurable() {
    return this.#store.isDurable;
  }

  get lease() {
    return this.#client.lease;
  }

  /* Questions with something that the server has not acknowledged. */
  get unsaved() {
    return new Set(this.events.map((event) => event.slot)).size;
  }

  /* Note an act. Typing amends the act before it, as long as that one has not been sent. */
  add({ kind, slot, value, ms, isTyped }) {
    const last = this.events.filter((event) => event.slot === slot && event.kind === kind).pop();
    if (isTyped && last && !last.isSent) {
      Object.assign(last, { value, ms });
      this.#write({ put: [last] });
      return;
    }
    const { attempt, client, lease } = this.#client;
    this.#client.seq += 1;
    const event = { attempt, client, lease, seq: this.#client.seq, kind, slot, value, ms };
    this.events.push(event);
    this.#write({ client: this.#client, put: [event] });
  }

  /* Up to `limit` events that may go in one request: one client, one lease, oldest first, all written. */
  async batch(limit) {
    while (this.#writing) await this.#tail;
    const waiting = this.events.filter((event) => !event.isAside);
    const [first] = waiting;
    const batch = [];
    for (const event of waiting) {
      if (event.client !== first.client || event.lease !== first.lease || batch.length === limit) break;
      event.isSent = true;
      batch.push(event);
    }
    return batch;
  }

  /* The server has them; an event that it had refused for the same question is thereby mended. */
  forget(events) {
    const mends = (event) => events.some((one) => one.slot === event.slot && one.kind === event.kind);
    const drop = this.events.filter((event) => events.includes(event) || (event.isAside && mends(event)));
    if (!drop.length) return;
    this.events = this.events.filter((event) => !drop.includes(event));
    this.#write({ drop });
  }

  /* Numbers that the server knows with other content: begin again under a new client id, in the same order. */
  renumber() {
    const drop = this.events.map((event) => ({ ...event }));
    this.#client = { ...this.#client, client: newClient(), seq: 0 };
    for (const event of this.events) {
      this.#client.seq += 1;
      Object.assign(event, { client: this.#client.client, seq: this.#client.seq });
    }
    this.#write({ client: this.#client, put: this.events, drop });
  }

  #write({ client, put = [], drop = [] }) {
    const rows = put.map(({ isSent, isAside, ...event }) => event);
    const work = { client: client && { ...client }, put: rows, drop };
    this.#writing += 1;
    // Handed over at once, behind the writes before it: a page that is left now keeps them all.
    this.#tail = Promise.all([this.#tail, this.#store.write(work)])
      // A full or broken disk must not stop the exam: from here on the journal is this page's memory.
      .catch(() => (this.#store = { isDurable: false, write: async () => {} }))
      .finally(() => (this.#writing -= 1));
  }
}

function newClient() {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => letters[byte % 32]).join("");
}
