// The desk by keyboard, and a draft that is kept while one works. Every act is a form or a link and works without this.

const form = document.querySelector("[data-marking-form]");
const criteria = [...(form?.querySelectorAll("[data-criterion]") ?? [])];
const state = form?.querySelector("[data-draft-state]");
const PAUSE = 700;

function isTyping(target) {
  return target.closest("textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]") !== null;
}

/* Levels */

/* Where the focus is, or the first that nothing is chosen for. */
function here() {
  const undecided = criteria.find((one) => !one.querySelector(":checked"));
  return criteria.find((one) => one.contains(document.activeElement)) ?? undecided;
}

function goOn(from) {
  const after = criteria.slice(criteria.indexOf(from) + 1);
  const next = [...after, ...criteria].find((one) => !one.querySelector(":checked"));
  const stop = next?.querySelector("input") ?? form.querySelector("[type=submit]");
  stop.focus({ preventScroll: true });
  (next ?? stop).scrollIntoView({ block: "center" });
}

function chooseLevel(figure) {
  const criterion = here();
  const level = criterion?.querySelectorAll("input[type=radio]")[figure - 1];
  if (!level) return false;
  level.checked = true;
  level.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(criterion);
  return true;
}

/* Words */

function openWords() {
  const words = form?.querySelector(".marking-words");
  if (words) words.open = true;
  return words;
}

function toComment() {
  const comment = openWords()?.querySelector("[data-comment]");
  comment?.focus();
  return Boolean(comment);
}

function toggleSaved(figure) {
  const box = openWords()?.querySelectorAll(".marking-saved input")[figure - 1];
  box?.click();
  return Boolean(box);
}

/* The selected passage goes into the first free line, and its note is asked for. */
function noteOnSelection() {
  const selection = document.getSelection();
  const passage = selection.toString().trim();
  const inAnswer = selection.anchorNode?.parentElement?.closest("[data-answer]");
  const lines = [...(form?.querySelectorAll("[data-passage]") ?? [])];
  const free = lines.find((line) => !line.querySelector("input").value);
  if (!passage || !inAnswer || !free) return false;
  openWords();
  const [quote, note] = free.querySelectorAll("input");
  quote.value = passage;
  note.focus();
  keepSoon();
  paint();
  return true;
}

/* Keywords and noted passages are painted on the answer, where the browser can; the text itself is not touched. */
function paint() {
  if (!globalThis.Highlight) return;
  const quotes = [...(form?.querySelectorAll("[data-passage]") ?? [])].map((line) => line.querySelector("input").value);
  CSS.highlights.set("keyword", new Highlight(...[...document.querySelectorAll(".marking-text")].flatMap((text) =>
    rangesOf(text, [...text.querySelectorAll("[data-keywords] li")].map((one) => one.textContent)))));
  CSS.highlights.set("passage", new Highlight(...[...document.querySelectorAll(".marking-text")].flatMap((text) =>
    rangesOf(text, quotes))));
}

function rangesOf(text, words) {
  const node = text.querySelector("[data-answer]")?.firstChild;
  const found = [];
  for (const word of words.filter(Boolean)) {
    for (let at = node?.data.indexOf(word) ?? -1; at >= 0; at = node.data.indexOf(word, at + word.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      found.push(range);
    }
  }
  return found;
}

/* The draft */

let waiting;
let isGiven = false;

function keepSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
}

async function keep() {
  if (isGiven) return;
  clearTimeout(waiting);
  waiting = undefined;
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      keepalive: true,
    });
    const said = await answer.json();
    state.textContent = answer.ok ? `${form.dataset.saved} ${said.at}` : said.detail;
  } catch {
    if (!isGiven) state.textContent = form.dataset.unsaved;
  }
}

form?.addEventListener("change", keepSoon);
form?.addEventListener("input", keepSoon);
form?.addEventListener("input", paint);
form?.addEventListener("submit", () => {
  isGiven = true;
  clearTimeout(waiting);
});
addEventListener("pageshow", () => {
  isGiven = false;
});

/* Going through the pile */

async function onwards() {
  const link = document.querySelector("[data-after]");
  const next = document.querySelector("[data-next]");
  if (waiting) await keep();
  if (link) link.click();
  else next?.requestSubmit();
  return Boolean(link ?? next);
}

async function back() {
  if (waiting) await keep();
  document.querySelector("[data-before]")?.click();
}

const ACTS = { j: onwards, k: back, c: toComment, a: noteOnSelection };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const figure = Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? event.key);
  let done = false;
  if (figure > 0) done = event.shiftKey ? toggleSaved(figure) : chooseLevel(figure);
  else if (!event.shiftKey && ACTS[event.key]) done = ACTS[event.key]();
  if (done) event.preventDefault();
});

for (const hint of form?.querySelectorAll("[data-keys-hint]") ?? []) hint.hidden = false;
paint();
