/* An arranged break: how much of it is left by the monotonic clock, and the way back that waits for the network. */

const SOON_MS = 2000;
const clock = document.querySelector("[data-break-clock]");
const form = document.querySelector("[data-break-end]");
const spoken = document.querySelector("[data-spoken]");
const paper = form.dataset.paper;
const [page] = performance.getEntriesByType("navigation");
const endsAt = (page?.responseStart || performance.now()) + Number(clock.dataset.left);

addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
// A machine that slept has lost count; without network the page stays as it is.
document.addEventListener("visibilitychange", () => !document.hidden && look());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  goOn();
});
tick();

function tick() {
  const left = Math.max(0, endsAt - performance.now());
  const seconds = Math.ceil(left / 1000);
  const parts = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0"));
  clock.textContent = parts.join(":");
  if (left) return setTimeout(tick, (left % 1000) + 1);
  spoken.textContent = clock.dataset.spokenEnd;
  backWhenThereIsNetwork();
}

async function goOn() {
  const options = { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" };
  const reply = await fetch(form.action, options).catch(() => null);
  const isDone = reply?.type === "opaqueredirect";
  form.querySelector("[data-break-offline]").hidden = isDone;
  if (isDone) location.replace(paper);
}

/* To the paper, which leads back here while the break lasts. */
async function look() {
  const reply = await fetch(paper, { cache: "no-store" }).catch(() => null);
  if (reply?.ok) location.replace(paper);
  return Boolean(reply?.ok);
}

async function backWhenThereIsNetwork() {
  if (!(await look())) setTimeout(backWhenThereIsNetwork, SOON_MS);
}
