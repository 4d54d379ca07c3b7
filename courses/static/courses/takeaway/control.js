/* What a copy's place on a page does, on the course's page and in the list of copies alike. */

import { age, day, keep, remove, say, size, wordFor } from "./store.js";

export function describe(record, changed = 0) {
  const values = { day: day(record.stored), age: age(record.stored), lessons: record.lessons, size: size(record.bytes) };
  return say(changed ? "stale" : "kept", { ...values, changed });
}

/* `place` holds the status line, the progress and the buttons; `show` is told of every new state. */
export function bind(place, { list, id, show }) {
  const status = place.querySelector("[data-say]");
  const progress = place.querySelector("[data-progress]");
  const buttons = [...place.querySelectorAll("button")];

  async function act(work) {
    for (const button of buttons) button.disabled = true;
    try {
      await work();
    } catch (error) {
      status.textContent = say(wordFor(error));
    } finally {
      progress.hidden = true;
      for (const button of buttons) button.disabled = false;
    }
  }

  function keepNow() {
    return act(async () => {
      progress.hidden = false;
      const record = await keep(list, (done, total) => {
        progress.max = total;
        progress.value = done;
        status.textContent = say("keeping", { done, total });
      });
      show(record);
      status.textContent = describe(record);
    });
  }

  place.querySelector("[data-store]")?.addEventListener("click", keepNow);
  place.querySelector("[data-update]").addEventListener("click", keepNow);
  place.querySelector("[data-remove]").addEventListener("click", () =>
    act(async () => {
      await remove(id());
      show(null);
      status.textContent = say("removed");
    }));
}
