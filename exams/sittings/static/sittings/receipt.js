/* An attempt that was closed while this device was offline: what its journal still holds is sent now, kept as late. */

import { Aids } from "./runner/aids.js";
import { Clock } from "./runner/clock.js";
import { Journal } from "./runner/journal.js";
import { Sender } from "./runner/sender.js";

const { attempt, answers } = document.querySelector("[data-attempt]").dataset;
// Highlights and struck options have served; the next one at this device shall not see them.
Aids.open(Number(attempt)).then((aids) => aids.clear());

const journal = await Journal.open({ attempt: Number(attempt), alone: false });

if (journal.events.length) {
  const clock = new Clock({ server_ms: 0, remaining_ms: 0 });
  const sender = new Sender({ journal, clock, urls: { answers }, pollMs: Infinity });
  sender.flush(60_000);
}
