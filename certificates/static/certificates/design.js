// Makes the proof anew a moment after the last change, by the very button that does it without script.

const PAUSE = 900;
const button = document.querySelector("[data-design-proof]");
let waiting;

button?.form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => button.form.requestSubmit(button), PAUSE);
});
