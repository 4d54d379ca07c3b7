/* The rehearsal has no server to send to: acts stay in the journal, and the page says so. */

import { text } from "./screen.js";

/* Stands where the sender stands in an exam. */
export class NoSender extends EventTarget {
  failures = 0;
  isLocal = true;

  wake() {}

  async flush() {
    return true;
  }
}

/* The table before handing in, filled from the journal. */
export function fillReview({ journal, layout }) {
  const answered = new Set();
  const flagged = new Set();
  for (const { kind, slot, value } of journal.events) {
    const set = { answer: answered, flag: flagged }[kind];
    if (value === null || value === false && kind === "flag") set?.delete(slot);
    else set?.add(slot);
  }
  const rows = document.querySelectorAll(".review-table tbody tr");
  for (const [index, { slot }] of layout.entries()) {
    if (!answered.has(slot)) continue;
    rows[index].querySelector(".state-shape").toggleAttribute("data-answered", true);
    rows[index].querySelector("[data-state-word]").textContent = text("answered");
  }
  const blank = layout.length - answered.size;
  const sums = { total: layout.length, answered: answered.size, blank, flagged: flagged.size };
  document.querySelector("[data-review-sum]").textContent = text("reviewSum", sums);
}
