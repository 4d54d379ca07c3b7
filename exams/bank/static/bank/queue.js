// J and K go from one waiting version to the next. Letters typed into a field stay letters.

const queue = document.querySelector("[data-review-queue]");
const cards = [...queue.querySelectorAll("[data-review]")];
const hint = queue.querySelector("[data-keys-hint]");

if (hint) {
  hint.hidden = false;
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    return;
  }
  const here = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[here === -1 ? (step === 1 ? 0 : cards.length - 1) : here + step];
  if (next) {
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  }
});
