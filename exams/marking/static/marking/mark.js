// A figure chooses that level of the criterion one stands at and goes on to the next. The form works without.

const form = document.querySelector("[data-marking-form]");
const criteria = [...(form?.querySelectorAll("[data-criterion]") ?? [])];

function isTyping(target) {
  return target.closest("textarea, select, input:not([type=radio]), [contenteditable]") !== null;
}

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

document.addEventListener("keydown", (event) => {
  const figure = Number(event.key);
  if (!form || !(figure > 0) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const criterion = here();
  const level = criterion?.querySelectorAll("input[type=radio]")[figure - 1];
  if (!level) return;
  event.preventDefault();
  level.checked = true;
  level.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(criterion);
});

for (const hint of form?.querySelectorAll("[data-keys-hint]") ?? []) hint.hidden = false;
