/* The waiting room: counts down by the monotonic clock and brings the start button without asking the server. */

const room = document.querySelector("[data-waiting]");
const countdown = document.querySelector("[data-countdown]");
const start = document.querySelector("[data-start]");
const spoken = document.querySelector("[data-spoken]");

if (room) {
  const [page] = performance.getEntriesByType("navigation");
  const opensAt = (page?.responseStart || performance.now()) + Number(room.dataset.opensIn);
  countdown.hidden = false;
  room.querySelector("[data-without-script]").hidden = true;
  tick(opensAt);
  // A machine that slept has lost count.
  document.addEventListener("visibilitychange", () => !document.hidden && start.hidden && location.reload());
}

// An invigilator lets people in: look every few seconds, each page at its own moment, and show the page as it is then.
if (!room) lookAgain();

function lookAgain() {
  if (!document.querySelector("[data-held-back]")) return;
  setTimeout(async () => {
    const page = await fetch(location.href, { cache: "no-store" }).then((reply) => (reply.ok ? reply.text() : null), () => null);
    if (page !== null && !page.includes("data-held-back")) location.reload();
    else lookAgain();
  }, 4000 + 2000 * Math.random());
}

function tick(opensAt) {
  const left = opensAt - performance.now();
  if (left <= 0) {
    start.hidden = false;
    countdown.hidden = true;
    room.querySelector("[data-waiting-text]").hidden = true;
    spoken.textContent = spoken.dataset.begun;
    lookAgain();
    return;
  }
  const seconds = Math.ceil(left / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  countdown.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
  setTimeout(tick, (left % 1000) + 1, opensAt);
}
