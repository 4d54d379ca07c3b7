// Moves through the grid like a spreadsheet, marks what was changed, picks all rows. The form works without.

const CELL = ".bank-grid [data-column]";
const form = document.querySelector("[data-bank-grid]");
const rows = form ? [...form.querySelectorAll(".bank-grid tbody tr")] : [];

function neighbour(control, down, right) {
  const row = rows.indexOf(control.closest("tr"));
  if (down) {
    return rows[row + down]?.querySelector(`[data-column="${control.dataset.column}"]`);
  }
  const inRow = [...rows[row].querySelectorAll("[data-column]")];
  return inRow[inRow.indexOf(control) + right];
}

function target(event) {
  const control = event.target;
  if (event.key === "Enter") {
    return neighbour(control, event.shiftKey ? -1 : 1, 0);
  }
  // Left and right belong to the text, and all arrows to a list, unless Ctrl is held.
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[event.key];
  const moves = event.ctrlKey || (step?.[0] && control.tagName !== "SELECT");
  if (!step || !moves) return null;
  return neighbour(control, ...step);
}

/* What the server sent. */
function first(control) {
  if (!control.options) return control.defaultValue;
  const sent = [...control.options].find((one) => one.defaultSelected) ?? control.options[0];
  return sent?.value ?? "";
}

function put(control, value) {
  control.value = value;
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/* Ctrl+D takes the value of the cell above, Esc brings back what was there. */
function change(event) {
  const control = event.target;
  if (control.type === "checkbox") return false;
  if (event.key === "Escape") {
    put(control, control.dataset.before);
    return true;
  }
  if (event.key.toLowerCase() === "d" && event.ctrlKey) {
    const above = neighbour(control, -1, 0);
    if (above) put(control, above.value);
    return true;
  }
  return false;
}

function count() {
  const changed = rows.filter((row) => row.querySelector(".is-changed")).length;
  const told = form.querySelector("[data-changed-rows]");
  const words = changed === 1 ? told.dataset.one : told.dataset.many;
  told.textContent = changed ? words.replace("#", String(changed)) : "";
}

function mark(control) {
  control.classList.toggle("is-changed", control.value !== (control.dataset.before ?? ""));
}

if (form) {
  const controls = [...form.querySelectorAll(CELL)].filter((one) => one.type !== "checkbox");
  for (const control of controls) {
    control.dataset.before ??= first(control);
    mark(control);
  }
  count();
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(CELL) || event.isComposing) return;
    if (change(event)) {
      event.preventDefault();
      return;
    }
    const next = target(event);
    if (next) next.focus();
    // Enter in a grid goes on; it does not send it.
    if (next || event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("focusin", ({ target: control }) => {
    if (control.matches(`${CELL}[type=text]`)) control.select();
  });
  form.addEventListener("change", ({ target: control }) => {
    if (!controls.includes(control)) return;
    mark(control);
    count();
  });
  const all = form.querySelector("[data-pick-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of form.querySelectorAll("[data-column=pick]")) box.checked = all.checked;
    });
  }
  for (const hint of form.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
  form.querySelector(".bank-bulk-preview")?.focus();
}
