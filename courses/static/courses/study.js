/* The learning record with script: active reading is counted, answers are recorded, notes and bookmarks stay in place. */

const IDLE = 120_000;
const FIRST_REPORT = 15;
const NEXT_REPORT = 60;

async function send(form, data) {
  const response = await fetch(form.action, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "XMLHttpRequest" },
    keepalive: true,
  });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}

function put(place, html) {
  const piece = document.createElement("template");
  piece.innerHTML = html.trim();
  const fresh = piece.content.firstElementChild;
  place.replaceWith(fresh);
  return fresh;
}

function showState(html) {
  const place = document.querySelector("[data-study-state]");
  const isOpen = place.querySelector("details").open;
  put(place, html).querySelector("details").open = isOpen;
}

/* Reading: a second counts while the page is in view and somebody was here in the last two minutes. */

const reading = document.querySelector("form[data-reading]");
const view = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let milliseconds = 0;
let reported = 0;
let ticked = performance.now();
let touched = ticked;

for (const act of ["scroll", "pointerdown", "pointermove", "keydown"]) {
  addEventListener(act, () => { touched = performance.now(); }, { passive: true, capture: true });
}

const seconds = () => Math.floor(milliseconds / 1000);

function report() {
  const data = new FormData(reading);
  data.set("key", view);
  data.set("seconds", seconds());
  reported = seconds();
  return data;
}

function tick() {
  const now = performance.now();
  // A timer that was held back must not count the time in between.
  if (document.visibilityState === "visible" && now - touched < IDLE) milliseconds += Math.min(now - ticked, 2000);
  ticked = now;
  if (seconds() - reported >= (reported ? NEXT_REPORT : FIRST_REPORT)) send(reading, report()).then(showState, () => {});
}

if (reading) {
  for (const button of document.querySelectorAll("[data-without-script]")) {
    if (button.closest(".lesson-end")) button.hidden = true;
  }
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => {
    touched = performance.now();
    if (document.visibilityState === "hidden" && seconds() > reported) navigator.sendBeacon(reading.action, report());
  });
}

/* Checks: lesson.js shows the feedback at once; here the answer is kept. */

for (const check of document.querySelectorAll("form[data-check]")) {
  const unsaved = check.querySelector("[data-unsaved]");
  check.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) return;
    send(check, new FormData(check)).then(
      (html) => { unsaved.hidden = true; showState(html); },
      () => { unsaved.hidden = false; },
    );
  });
}

/* Notes and bookmarks */

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (!form) return;
  event.preventDefault();
  const isNote = Boolean(form.closest("details"));
  try {
    const fresh = put(form.closest("[data-part]"), await send(form, new FormData(form)));
    fresh.querySelector(isNote ? "summary" : ".part-mark").focus();
  } catch {
    // The page itself then says what is wrong.
    form.submit();
  }
});
