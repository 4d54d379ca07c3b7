/* The frame's own enhancements: appearance at once, menus that close, errors brought into focus. */

const root = document.documentElement;

function keepAppearance(name) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const value = `${root.dataset.theme}.${root.dataset.size}`;
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

let kept = Promise.resolve();

/* One after the other, so that the last choice is what the account keeps. */
function keepOnAccount(form) {
  const choice = new FormData(form);
  kept = kept.then(() => fetch(form.action, { method: "POST", body: choice, redirect: "manual", keepalive: true }))
    .catch(() => {});
}

for (const form of document.querySelectorAll("form[data-appearance]")) {
  form.querySelector("[data-without-script]").hidden = true;
  form.addEventListener("change", ({ target }) => {
    root.dataset[target.name] = target.value;
    if ("account" in form.dataset) keepOnAccount(form);
    else keepAppearance(form.dataset.appearance);
  });
}

const menus = [...document.querySelectorAll("details[data-menu]")];

document.addEventListener("click", ({ target }) => {
  for (const menu of menus) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", ({ key }) => {
  const open = menus.find((menu) => menu.open);
  if (key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

/* "/" goes to the search field that is in sight, unless something is being typed. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = [...document.querySelectorAll("[data-search]")].findLast((each) => each.checkVisibility?.() ?? each.offsetParent);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

document.querySelector("[data-error-summary]")?.focus();
