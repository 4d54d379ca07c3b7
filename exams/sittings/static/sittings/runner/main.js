/* The exam runner: the plain pages, sooner. Saves at once, keeps a queue through outages, shows the clock. */

import { Clock } from "./clock.js";
import { watch } from "./controls.js";
import { Grid } from "./grid.js";
import { HandIn } from "./hand_in.js";
import { Items } from "./items.js";
import { Journal } from "./journal.js";
import { listen } from "./keys.js";
import { Notices } from "./notices.js";
import { NoSender, fillReview } from "./rehearsal.js";
import { SavedState, clear, notice, text } from "./screen.js";
import { offerSealedFile } from "./seal.js";
import { Sections } from "./sections.js";
import { Sender } from "./sender.js";
import { Sheet } from "./sheet.js";
import { claim } from "./tab.js";
import { Timer } from "./timer.js";
import { lay } from "./allowed.js";

const EXTENDED_MS = 30_000;
const data = JSON.parse(document.getElementById("attempt-data").textContent);
const clock = new Clock(data);
const sections = data.sections.length ? new Sections({ plan: data.sections, clock }) : undefined;
const items = document.querySelector("[data-items]") && new Items(data);
const sheet = items && new Sheet({ data, clock, items, grid: new Grid(), sections });
const help = document.getElementById("help");

// A page out of the browser's memory has an old clock and an old queue.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
for (const element of document.querySelectorAll("[data-with-script], [data-help], [data-section-time]")) {
  element.hidden = element.matches("[data-section-time]") && !sections;
}
for (const element of document.querySelectorAll("[data-without-script]")) element.hidden = true;
document.querySelector("[data-help]").addEventListener("click", () => help.showModal());

let saved, tools;
const isReadOnly = () => document.body.hasAttribute("data-read-only");

const alone = await claim(data.attempt, () => readOnly("tab"));
const journal = await Journal.open({ attempt: data.attempt, lease: data.lease, alone });
const sender = data.is_rehearsal
  ? new NoSender()
  : new Sender({ journal, clock, urls: data.urls, pollMs: data.poll_ms });
saved = new SavedState({ journal, sender, savedAt: data.saved_at });
const handIn = new HandIn({ sender, urls: data.urls });
const timer = new Timer(clock);
const notices = new Notices({ data, sender, onPause });
watch({ controls: data.controls, lease: data.lease, clock });
offerSealedFile({ data, journal, clock });

sheet?.begin({ journal, sender, saved, review: (number) => handIn.review(number) });
saved.show();
if (data.is_rehearsal && !sheet) fillReview({ journal, layout: data.layout });

function lock(isLocked) {
  sheet?.lock(isLocked);
  tools?.lockNotes(isLocked);
}

function readOnly(why) {
  document.body.toggleAttribute("data-read-only", true);
  lock(true);
  saved?.show();
  notice(why);
}

sender.addEventListener("taken", () => readOnly("taken"));
sender.addEventListener("lost", () => readOnly("lost"));
sender.addEventListener("closed", () => lock(true));
sender.addEventListener("reply", ({ detail: { added, notices: newest, onBreak } }) => {
  if (onBreak) location.replace(data.urls.break);
  // Where a notice says why, the bar need not say it again.
  if (!added || newest > notices.newest) return;
  notice("extended", text("extended", { n: Math.round(added / 60_000) }));
  setTimeout(clear, EXTENDED_MS, "extended");
});

function onPause(isPaused) {
  lock(isPaused || isReadOnly() || clock.remaining() === 0);
}

function atZero() {
  if (isReadOnly()) return;
  lock(true);
  handIn.atZero(() => clock.remaining() === 0);
}

timer.addEventListener("zero", atZero);
timer.addEventListener("again", () => isReadOnly() || notices.isPaused || lock(false));
if (clock.remaining() === 0) atZero();

if (sheet) {
  sections?.show(sheet.shown.slot);
  sheet.addEventListener("show", ({ detail }) => sections?.show(detail.slot));
}
const acts = { ...sheet?.acts, help: () => help.showModal(), clock: () => timer.toggle() };
listen(acts);
if (sheet) {
  tools = await lay({ data, clock, items, sheet, journal });
  Object.assign(acts, tools.acts);
  if (isReadOnly()) tools.lockNotes(true);
}
