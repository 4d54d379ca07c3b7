/* The glossary narrows while a term is typed; without script the form asks the server. */

const form = document.querySelector("[data-glossary-filter]");
const sections = [...document.querySelectorAll(".glossary-text section")];

function answers(entry, typed) {
  const syllables = entry.dataset.reading.split(" ").filter(Boolean);
  const initials = syllables.map((syllable) => syllable[0]).join("");
  const term = entry.querySelector("dt").textContent.normalize("NFKC").toLowerCase();
  const letters = typed.replaceAll(" ", "");
  return term.includes(typed) || syllables.join("").startsWith(letters) || initials.startsWith(letters);
}

function show(isFound) {
  let count = 0;
  for (const section of sections) {
    let shown = 0;
    for (const entry of section.querySelectorAll(".glossary-entry")) {
      entry.hidden = !isFound(entry);
      shown += entry.hidden ? 0 : 1;
    }
    section.hidden = shown === 0;
    count += shown;
    const letter = document.querySelector(`.letters a[href="#${section.querySelector("h2").id}"]`);
    letter.parentElement.hidden = section.hidden;
  }
  return count;
}

function tell(typed, count) {
  const state = form.querySelector("[data-glossary-state]");
  state.textContent = !typed ? "" : count ? state.dataset.some.replace("#", count) : state.dataset.none;
}

function typedNow() {
  return form.elements.q.value.normalize("NFKC").toLowerCase().trim();
}

/* The server also knows that 投訴 and 投诉 are one word. */
async function ask(typed) {
  const query = new URLSearchParams(new FormData(form));
  const answer = await fetch(`${form.action}?${query}`).catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  if (typed !== typedNow()) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = new Set([...page.querySelectorAll(".glossary-entry")].map((entry) => entry.id));
  tell(typed, show((entry) => found.has(entry.id)));
}

function narrow() {
  const typed = typedNow();
  const count = show((entry) => answers(entry, typed));
  if (count || !/\p{Script=Han}/u.test(typed)) tell(typed, count);
  else ask(typed);
}

// A page that the server has narrowed already holds too little to filter: Enter asks again.
if (form && sections.length && !new URLSearchParams(location.search).get("q")) {
  form.elements.q.addEventListener("input", (event) => {
    if (!event.isComposing) narrow();
  });
  form.elements.q.addEventListener("compositionend", narrow);
}
