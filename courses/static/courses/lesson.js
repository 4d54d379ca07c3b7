/* The lesson page with script: the current heading is marked, the place is kept, checks are answered at once. */

const contents = document.querySelector("[data-contents]");
const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
const headings = [...links.keys()].map((id) => document.getElementById(id));
const here = contents.querySelector("[data-contents-here]");
let current = "";

function markCurrent() {
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= innerHeight / 4);
  const latest = passed.at(-1)?.id ?? "";
  if (latest === current) return;
  links.get(current)?.removeAttribute("aria-current");
  links.get(latest)?.setAttribute("aria-current", "true");
  here.textContent = links.get(latest)?.textContent ?? "";
  current = latest;
}

let asked = 0;
addEventListener("scroll", () => {
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(markCurrent);
}, { passive: true });
markCurrent();

contents.addEventListener("click", ({ target }) => {
  if (target.closest("a")) contents.querySelector("details").open = false;
});

const keeper = document.querySelector("form[data-place]");
let kept = keeper?.dataset.anchor;

document.addEventListener("visibilitychange", () => {
  if (!keeper || !current || current === kept || document.visibilityState !== "hidden") return;
  const place = new FormData(keeper);
  place.set("anchor", current);
  if (navigator.sendBeacon(keeper.dataset.place, place)) kept = current;
});

for (const check of document.querySelectorAll("form[data-check]")) {
  check.addEventListener("submit", (event) => {
    const feedback = check.querySelector(`template[data-feedback="${new FormData(check).get("option")}"]`);
    if (!feedback) return;
    event.preventDefault();
    check.querySelector(".check-answer").replaceChildren(feedback.content.cloneNode(true));
  });
}
