// Keeps the place and the focus while a draft is changed. Without this each act is a page of its own, at its question.

const page = document.querySelector("[data-work]");

function typedMarks() {
  const typed = new Map();
  for (const input of page.querySelectorAll("[data-marks]")) {
    if (input.value !== input.defaultValue) {
      typed.set(input.closest("[data-item]").dataset.item, input.value);
    }
  }
  return typed;
}

function showTotal() {
  const total = page.querySelector("[data-total]");
  const cents = [...page.querySelectorAll("[data-marks]")].reduce(
    (sum, input) => sum + Math.round(Number(input.value) * 100),
    0,
  );
  total.textContent = total.dataset.words.replace("{total}", String(cents / 100));
}

function putIn(answer, typed) {
  const fresh = new DOMParser().parseFromString(answer, "text/html");
  for (const name of ["[data-work-said]", "[data-work-list]"]) {
    page.querySelector(name).replaceWith(fresh.querySelector(name));
  }
  document.querySelector(".messages")?.replaceWith(fresh.querySelector(".messages"));
  for (const [item, value] of typed) {
    const input = page.querySelector(`[data-item="${item}"] [data-marks]`);
    if (input) {
      input.value = value;
    }
  }
  showTotal();
}

function focusOn(row, act) {
  const usual = row.querySelector(`[value="${act}"]:not(:disabled)`);
  (usual ?? row.querySelector("button:not(:disabled)")).focus();
}

async function take(form, act) {
  const row = form.closest("[data-item]");
  const { item, slot } = row.dataset;
  const sent = new FormData(form);
  sent.set("act", act);
  const answer = await fetch(form.action, { method: "POST", body: sent });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  putIn(await answer.text(), typedMarks());
  const after = { pin: "unpin", unpin: "pin" }[act] ?? act;
  // An excluded item is gone; what stands in its place has its number.
  focusOn(
    page.querySelector(`[data-item="${item}"]`) ?? page.querySelector(`[data-slot="${slot}"]`),
    after,
  );
}

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".papers-work-acts")) {
    return;
  }
  event.preventDefault();
  const { value } = event.submitter;
  take(form, value).catch(() => {
    // The plain way: a page of its own.
    const act = document.createElement("input");
    Object.assign(act, { type: "hidden", name: "act", value });
    form.append(act);
    form.submit();
  });
});

page.addEventListener("keydown", (event) => {
  const act = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const row = event.target.closest("[data-item]");
  if (event.altKey && act && row) {
    event.preventDefault();
    row.querySelector(`[value="${act}"]:not(:disabled)`)?.click();
  }
});

page.addEventListener("input", (event) => {
  if (event.target.matches("[data-marks]")) {
    showTotal();
  }
});
