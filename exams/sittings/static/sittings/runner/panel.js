/* A panel beside the question that a button of the tools opens and closes; the question stays in reach. */

const panels = [];

export class Panel {
  #panel;
  #button;

  constructor(name) {
    this.#panel = document.getElementById(name);
    this.#button = document.querySelector(`[data-tool="${name}"]`);
    panels.push(this);
    this.#button.addEventListener("click", () => this.toggle());
    document.querySelector(`[data-close="${name}"]`).addEventListener("click", () => this.toggle(false));
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      this.toggle(false);
    });
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /* One panel at a time: a phone has room for no more. */
  toggle(isOpen = !this.isOpen) {
    for (const other of panels) if (other !== this && isOpen && other.isOpen) other.#draw(false);
    this.#draw(isOpen);
    if (isOpen) this.focus();
    else this.#button.focus();
  }

  focus() {}

  #draw(isOpen) {
    this.#panel.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", isOpen);
    document.body.toggleAttribute("data-aid", panels.some((one) => one.isOpen));
  }
}
