/* The board, live: clocks that tick between two answers of the server, a word on how fresh the page is, and forms that
   ask only for what the chosen act needs. The page works without it. */

const NEEDS = { time: ["minutes"], message: ["text"], misconduct: ["picture"], absent: ["picture"] };
const OPTIONAL = ["minutes", "text", "picture"];
const board = document.querySelector("[data-board]");
const fresh = document.querySelector("[data-board-fresh]");
let shownAt = performance.now();
let heardAt = clock();

function clock() {
  return new Date().toTimeString().slice(0, 8);
}

/* The server said how many seconds were left when it drew the line; from there the monotonic clock counts. */
function tick() {
  const passed = (performance.now() - shownAt) / 1000;
  for (const cell of document.querySelectorAll("[data-left]")) {
    const left = Math.max(0, Math.round(cell.dataset.left - ("still" in cell.dataset ? 0 : passed)));
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const words = parts.map((part) => String(part).padStart(2, "0")).join(":");
    cell.title ||= cell.textContent;
    if (cell.textContent !== words) cell.textContent = words;
  }
}

function say(name, isStale) {
  fresh.textContent = fresh.dataset[name].replace("{time}", heardAt);
  fresh.toggleAttribute("data-is-stale", isStale);
}

function isOurs(request) {
  return request.status === 204 || request.getResponseHeader("ETag") !== null;
}

if (board) {
  // What is said each few seconds is for the eye; a lost connection is for the ear as well.
  fresh.setAttribute("aria-live", "off");
  board.addEventListener("htmx:afterSwap", () => {
    shownAt = performance.now();
    tick();
  });
  // Anything but the board itself, as the login page after a night, is not shown in its place.
  board.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!isOurs(detail.xhr)) detail.shouldSwap = false;
  });
  board.addEventListener("htmx:afterRequest", ({ detail }) => {
    const isLive = detail.successful && isOurs(detail.xhr);
    if (isLive) heardAt = clock();
    fresh.setAttribute("aria-live", isLive ? "off" : "polite");
    say(isLive ? "live" : "stale", !isLive);
  });
  const filter = document.querySelector("[data-board-filter]");
  filter.addEventListener("change", () => filter.requestSubmit());
  say("live", false);
  tick();
  setInterval(tick, 1000);
}

for (const form of document.querySelectorAll("[data-act-form]")) {
  const kind = form.elements.kind;
  const show = () => {
    for (const name of OPTIONAL) {
      const field = form.elements[name];
      const box = field?.closest(".w-field__wrapper");
      if (box) box.hidden = !(NEEDS[kind.value] ?? []).includes(name);
    }
  };
  kind.addEventListener("change", show);
  show();
}
