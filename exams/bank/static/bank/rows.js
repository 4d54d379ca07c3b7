// Adds rows to the lists of an item's form, also to lists inside rows. Without this, every Preview brings an empty row.

const BLANK = 999;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-add-row]");
  if (button) add(button.closest("[data-rows]"), button);
});
reveal(document);

function add(list, button) {
  const rows = list.querySelectorAll(":scope > ol > [data-row]");
  const most = Number(list.dataset.most);
  if (rows.length >= most) return;
  const path = list.dataset.rows;
  const number = 1 + Math.max(-1, ...[...rows].map((row) => numberOf(row, path)));
  const row = list.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  renumber(row, path, number);
  rename(row, number);
  reveal(row);
  list.querySelector(":scope > ol").append(row);
  row.querySelector("input[type=text], textarea").focus();
  button.hidden = rows.length + 1 >= most;
}

function reveal(root) {
  for (const button of root.querySelectorAll("[data-add-row]")) button.hidden = false;
}

function numberOf(row, path) {
  const field = row.querySelector("input[type=text], textarea");
  return Number(field.name.slice(path.length + 1).split("-")[0]);
}

/* The names of what the server drew as row 999 of this list; a list inside has blank rows of its own. */
function renumber(root, path, number) {
  for (const element of root.querySelectorAll("*")) {
    for (const attribute of ["name", "id", "for", "data-rows"]) {
      const value = element.getAttribute(attribute);
      if (value?.startsWith(`${path}-${BLANK}-`) || value?.startsWith(`id_${path}-${BLANK}-`)) {
        element.setAttribute(attribute, value.replace(`${path}-${BLANK}-`, `${path}-${number}-`));
      }
    }
    if (element.name === `${path}-mark` && element.value === String(BLANK)) element.value = String(number);
    if (element.tagName === "TEMPLATE") renumber(element.content, path, number);
  }
}

/* Its words: the server called it A, B, … or 1000. */
function rename(row, number) {
  const name = row.querySelector(":scope > .bank-mark") ? String.fromCharCode(65 + number) : String(number + 1);
  for (const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT); walker.nextNode(); ) {
    const text = walker.currentNode;
    text.data = text.data.replace(String(BLANK + 1), name);
  }
}
