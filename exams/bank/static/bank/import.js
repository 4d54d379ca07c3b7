// Shows, while the text of an item is being mended, what it would become. Without this the buttons do it.

const PAUSE = 500;

const form = document.querySelector("[data-import-form]");
const timers = new WeakMap();
const asked = new WeakMap();

async function refresh(row, source) {
  const mine = (asked.get(row) ?? 0) + 1;
  asked.set(row, mine);
  const sent = new FormData();
  sent.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  sent.append("source", source.value);
  const answer = await fetch(`${form.dataset.previewUrl}${row.dataset.importRow}/`, {
    method: "POST",
    body: sent,
    headers: { "X-Requested-With": "XMLHttpRequest" },
  });
  if (answer.ok && mine === asked.get(row)) {
    row.querySelector("[data-import-told]").innerHTML = await answer.text();
  }
}

form?.addEventListener("input", (event) => {
  const row = event.target.closest("[data-import-row]");
  if (!row || event.target.tagName !== "TEXTAREA") return;
  clearTimeout(timers.get(row));
  timers.set(row, setTimeout(() => refresh(row, event.target).catch(() => {}), PAUSE));
});
