/* What opens in place while reading: definitions, figures, and the words that a report is about. */

const lesson = document.querySelector(".lesson");
const canPopOver = "popover" in HTMLElement.prototype;
const isPlain = (event) => !event.defaultPrevented && event.button === 0 &&
  !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/* Glossary terms: a link to the glossary without script, a note beside the word with it. */

const notes = new Map([...document.querySelectorAll("template[data-term]")].map((note) => [note.dataset.term, note]));
const note = document.createElement("div");

function placeBeside(link) {
  const line = link.getClientRects()[0];
  const gap = 8;
  const below = line.bottom + gap + note.offsetHeight <= innerHeight;
  const top = below ? line.bottom + gap : Math.max(gap, line.top - gap - note.offsetHeight);
  const left = Math.max(gap, Math.min(line.left, document.documentElement.clientWidth - note.offsetWidth - gap));
  note.style.top = `${top + scrollY}px`;
  note.style.left = `${left + scrollX}px`;
}

function openNote(event) {
  const link = event.target.closest("a.term");
  const found = link && notes.get(decodeURIComponent(link.hash.slice(1)));
  if (!found || !isPlain(event)) return;
  event.preventDefault();
  const words = found.content.cloneNode(true);
  words.querySelector(".term-name").id = "term-note-name";
  note.replaceChildren(words, close);
  link.focus();
  note.showPopover({ source: link });
  placeBeside(link);
  note.focus({ preventScroll: true });
}

const close = document.createElement("button");
close.type = "button";
close.className = "note-close";

if (canPopOver && notes.size) {
  note.popover = "auto";
  note.className = "term-note";
  note.tabIndex = -1;
  note.role = "dialog";
  note.setAttribute("aria-labelledby", "term-note-name");
  close.textContent = lesson.dataset.close;
  close.addEventListener("click", () => note.hidePopover());
  note.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !note.contains(relatedTarget)) note.hidePopover();
  });
  lesson.append(note);
  lesson.addEventListener("click", openNote);
  for (const link of lesson.querySelectorAll("a.term")) link.setAttribute("aria-haspopup", "dialog");
}

/* Figures: a page of their own without script, a dialog with it. */

function openFigure(event) {
  const figure = event.target.closest("[data-figure]");
  if (!figure || !event.target.closest(".figure-open, svg") || !isPlain(event)) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.className = "figure-dialog";
  dialog.setAttribute("aria-label", figure.querySelector("figcaption b").textContent);
  const frame = document.createElement("div");
  frame.className = "figure-scroll";
  frame.tabIndex = 0;
  frame.append(figure.querySelector("svg").cloneNode(true));
  const words = document.createElement("p");
  words.textContent = figure.querySelector("figcaption b").textContent;
  const shut = document.createElement("form");
  shut.method = "dialog";
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = lesson.dataset.close;
  shut.append(words, button);
  dialog.append(shut, frame);
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  figure.querySelector(".figure-open").focus({ preventScroll: true });
  document.body.append(dialog);
  dialog.showModal();
}

lesson.addEventListener("click", openFigure);

/* Reports: the words marked in the part go along. */

function quoteOf(part) {
  const selection = getSelection();
  if (selection.isCollapsed || !part.contains(selection.anchorNode) || !part.contains(selection.focusNode)) return "";
  return selection.toString().replace(/\s+/g, " ").trim().slice(0, 300);
}

for (const link of lesson.querySelectorAll("a[data-report]")) {
  const part = link.closest(".lesson-part, .lesson-text");
  const address = link.getAttribute("href");
  const takeQuote = () => {
    const quote = quoteOf(part);
    link.setAttribute("href", quote ? `${address}&quote=${encodeURIComponent(quote)}` : address);
  };
  link.addEventListener("pointerdown", takeQuote);
  link.addEventListener("focus", takeQuote);
}
