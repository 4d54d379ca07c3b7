// Says, while a blueprint is being written, what it comes to. Without this the button "Check without saving" does it.

const PAUSE = 500;

const form = document.querySelector("[data-blueprint]");
const panel = document.querySelector("[data-check]");
const sum = document.querySelector("[data-sum]");
let timer;
let asked = 0;

async function refresh() {
  asked += 1;
  const mine = asked;
  const answer = await fetch(form.dataset.checkUrl, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "XMLHttpRequest" },
  });
  if (!answer.ok || mine !== asked) {
    return;
  }
  const said = document.createElement("template");
  said.innerHTML = await answer.text();
  for (const part of said.content.querySelectorAll("[data-supply-for]")) {
    const place = form.querySelector(`[data-supply="${part.dataset.supplyFor}"]`);
    place?.replaceChildren(part.content);
    part.remove();
  }
  const total = said.content.querySelector("[data-sum-for]");
  sum.replaceChildren(total.content);
  total.remove();
  panel.replaceChildren(said.content);
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => refresh().catch(() => {}), PAUSE);
});
