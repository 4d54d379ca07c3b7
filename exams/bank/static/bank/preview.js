// Shows, while an item is being written, what the candidate will see. Without this the Preview button does it.

const PAUSE = 400;

const form = document.querySelector("[data-bank-form]");
const preview = document.querySelector("[data-bank-preview]");
let timer;
let asked = 0;

async function refresh() {
  asked += 1;
  const mine = asked;
  const answer = await fetch(form.dataset.previewUrl, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "XMLHttpRequest" },
  });
  if (answer.ok && mine === asked) {
    preview.innerHTML = await answer.text();
  }
}

form.addEventListener("input", (event) => {
  if (preview.contains(event.target)) {
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(() => refresh().catch(() => {}), PAUSE);
});

if (form.querySelector("[name=stem]").value) {
  refresh().catch(() => {});
}
