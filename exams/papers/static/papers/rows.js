// Adds rows to a table of forms. Without this, one empty row stands ready after each save or check.

for (const button of document.querySelectorAll("[data-add-row]")) {
  const prefix = button.dataset.addRow;
  const body = document.querySelector(`[data-rows="${prefix}"] tbody`);
  const empty = document.querySelector(`[data-empty-row="${prefix}"]`);
  const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);

  button.hidden = false;
  button.addEventListener("click", () => {
    const number = Number(total.value);
    const row = document.createElement("template");
    row.innerHTML = empty.innerHTML.replaceAll("__prefix__", String(number));
    const added = row.content.querySelector("tr");
    body.append(added);
    total.value = String(number + 1);
    added.querySelector("input, select").focus();
  });
}
