/* 荧光笔 over stems and case material, by pointer or sentence by sentence with the keyboard. A highlight is a span of
   the item's text, counted in characters: it holds whatever the page looks like. */

import { say, text } from "./screen.js";

const KIND = "marks";
const SENTENCE = /[^。！？；!?;\n]*[。！？；!?;\n]+[”’」』）)]*|[^。！？；!?;\n]+$/g;

export class Highlighter {
  #aids;
  #section;
  #button = document.querySelector('[data-tool="highlighter"]');
  #isOn = false;
  #sentence = -1;

  constructor({ aids, sections }) {
    this.#aids = aids;
    for (const section of sections) this.attach(section);
    // A press of the button must not lose the selection that it is about.
    this.#button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#button.addEventListener("click", () => this.press());
    document.addEventListener("pointerup", (event) => this.#isOn && setTimeout(() => this.#byPointer(event)));
    document.addEventListener("keydown", (event) => this.#isOn && this.#byKey(event));
  }

  attach(section) {
    draw(section, this.#marks(section));
  }

  show(section) {
    this.#section = section;
    this.#sentence = -1;
  }

  /* What is selected is highlighted, or no longer so; with nothing selected the highlighter goes on or off. */
  press() {
    if (this.#toggleSelection()) return;
    this.#isOn = !this.#isOn;
    this.#button.setAttribute("aria-pressed", this.#isOn);
    document.body.toggleAttribute("data-highlighting", this.#isOn);
    say(text(this.#isOn ? "highlightOn" : "highlightOff"));
    if (!this.#isOn) return getSelection().removeAllRanges();
    this.#section.focus({ preventScroll: true });
    this.#sentence = -1;
  }

  #marks(section) {
    return this.#aids.get(KIND, Number(section.dataset.slot));
  }

  #toggleSelection() {
    const span = spanOf(this.#section, getSelection());
    if (!span) return false;
    this.#toggle(span);
    getSelection().removeAllRanges();
    return true;
  }

  #toggle(span) {
    const marks = this.#marks(this.#section);
    const isMarked = marks.some(([from, to]) => from <= span[0] && span[1] <= to);
    const changed = isMarked ? without(marks, span) : joined([...marks, span]);
    this.#aids.set(KIND, Number(this.#section.dataset.slot), changed);
    draw(this.#section, changed);
    say(text(isMarked ? "unhighlighted" : "highlighted"));
  }

  /* A drag highlights; a click on a highlight takes it away. */
  #byPointer({ target }) {
    if (!(target instanceof Element) || this.#toggleSelection()) return;
    const mark = target.closest("mark.highlight");
    if (!mark || !this.#section.contains(mark)) return;
    const range = document.createRange();
    range.selectNodeContents(mark);
    const [from] = spanOf(this.#section, { rangeCount: 1, isCollapsed: false, getRangeAt: () => range });
    const whole = this.#marks(this.#section).find(([start, end]) => start <= from && from < end);
    if (whole) this.#toggle(whole);
  }

  #byKey(event) {
    if (event.target.closest("input, textarea, select, button, a, summary, dialog")) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) this.#select(step);
    else if (event.key === "Enter" && this.#sentence >= 0) this.#toggle(sentences(this.#section)[this.#sentence]);
    else if (event.key === "Escape") this.press();
    else return;
    event.preventDefault();
  }

  #select(step) {
    const spans = sentences(this.#section);
    this.#sentence = Math.min(spans.length - 1, Math.max(0, this.#sentence + step));
    const [from, to] = spans[this.#sentence];
    const range = rangeOf(this.#section, from, to);
    getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
    say(range.toString());
  }
}

/* The texts that may be highlighted, in order. */
function* pieces(section) {
  const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
  for (let from = 0; walker.nextNode(); ) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!element.closest(".item-stem") || element.closest("button, select, summary, .item-head")) continue;
    yield { node, from, to: from + node.length };
    from += node.length;
  }
}

function spanOf(section, selection) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let span = null;
  for (const { node, from, to } of pieces(section)) {
    if (!range.intersectsNode(node)) continue;
    const start = node === range.startContainer ? from + range.startOffset : from;
    const end = node === range.endContainer ? from + range.endOffset : to;
    if (start < end) span = [span?.[0] ?? start, end];
  }
  return span;
}

function rangeOf(section, from, to) {
  const range = document.createRange();
  let isBegun = false;
  for (const piece of pieces(section)) {
    if (!isBegun && piece.to > from) {
      range.setStart(piece.node, from - piece.from);
      isBegun = true;
    }
    if (isBegun) range.setEnd(piece.node, Math.min(to, piece.to) - piece.from);
    if (piece.to >= to) break;
  }
  return range;
}

/* Sentences, each within its paragraph, without the white space of the markup. */
function sentences(section) {
  const blocks = new Map();
  for (const { node, from } of pieces(section)) {
    const block = node.parentElement.closest("p, li, td, th, div");
    const { text: before = "", start = from } = blocks.get(block) ?? {};
    blocks.set(block, { text: before + node.data, start });
  }
  return [...blocks.values()].flatMap(({ text: words, start }) =>
    [...words.matchAll(SENTENCE)]
      .map(({ 0: sentence, index }) => {
        const lead = sentence.length - sentence.trimStart().length;
        return [start + index + lead, start + index + lead + sentence.trim().length];
      })
      .filter(([from, to]) => from < to),
  );
}

function draw(section, marks) {
  for (const mark of section.querySelectorAll("mark.highlight")) mark.replaceWith(...mark.childNodes);
  section.normalize();
  const found = [...pieces(section)];
  for (const { node, from, to } of found) {
    const inside = marks.map(([start, end]) => [Math.max(start, from), Math.min(end, to)]).filter(([a, b]) => a < b);
    // From the end, so that what comes before keeps its place.
    for (const [start, end] of inside.sort((one, other) => other[0] - one[0])) {
      const rest = node.splitText(start - from);
      rest.splitText(end - start);
      const mark = document.createElement("mark");
      mark.className = "highlight";
      rest.replaceWith(mark);
      mark.append(rest);
    }
  }
}

/* Spans in order, those that touch made one. */
function joined(marks) {
  const whole = [];
  for (const [from, to] of marks.sort((one, other) => one[0] - other[0])) {
    const last = whole.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

function without(marks, [start, end]) {
  return marks.flatMap(([from, to]) => [[from, Math.min(to, start)], [Math.max(from, end), to]].filter(([a, b]) => a < b));
}
