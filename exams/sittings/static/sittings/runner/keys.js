/* Single-key shortcuts, which can be switched off and never act while somebody types (WCAG 2.1.4). */

const KEPT = "exam-keys";
const toggle = document.querySelector("[data-keys-switch]");

/* `acts`: choose(place), strike(place), next(), previous(), flag(), review(), help(), clock(), and the tools that the
   exam allows: highlight(), eliminate(), notes(), calculator(), lock(). */
export function listen(acts) {
  toggle.checked = recall() !== "off";
  toggle.addEventListener("change", () => keep(toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input[type=text], textarea, select, [contenteditable], dialog")) return;
    // Behind an open dialog, the locked screen above all, nothing moves.
    if (document.querySelector("dialog[open]")) return;
    const act = actOf(keyOf(event), event.shiftKey, acts);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/* An input method that is on hides the letter; the place on the keyboard still tells it. */
function keyOf({ key, code, shiftKey }) {
  if (key.length === 1) return key.toLowerCase();
  if (code === "Slash" && shiftKey) return "?";
  return /^(Key|Digit|Numpad)(.)$/.exec(key === "Process" ? code : "")?.[2].toLowerCase();
}

function actOf(key, isShift, acts) {
  const letter = key ? "abcdef".indexOf(key) + 1 : 0;
  if (letter && isShift) return acts.strike && (() => acts.strike(letter - 1));
  const place = letter || (key ? "123456".indexOf(key) + 1 : 0);
  if (place) return acts.choose && (() => acts.choose(place - 1));
  const names = { n: "next", p: "previous", m: "flag", r: "review", "?": "help", "？": "help", t: "clock" };
  const tools = { h: "highlight", x: "eliminate", w: "notes", k: "calculator", l: "lock" };
  return acts[names[key] ?? tools[key]];
}

function recall() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(value) {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    // Without storage the choice lasts for this page.
  }
}
