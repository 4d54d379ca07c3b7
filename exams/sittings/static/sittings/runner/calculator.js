/* The calculator where the exam allows one: a line to type in, keys to press, exact decimals. */

import { DivisionByZero, calculate } from "./arithmetic.js";
import { Panel } from "./panel.js";
import { text } from "./screen.js";

const KEYS = ["7", "8", "9", "÷", "4", "5", "6", "×", "1", "2", "3", "−", "0", ".", "%", "+", "(", ")", "⌫", "C", "="];

export class Calculator extends Panel {
  #line = document.getElementById("sum");
  #result = document.querySelector("[data-sum-result]");

  constructor() {
    super("calculator");
    const keys = document.querySelector("[data-sum-keys]");
    for (const key of KEYS) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button sum-key";
      button.textContent = key;
      const words = { "⌫": "backspace", C: "clearSum", "=": "equals" }[key];
      if (words) button.setAttribute("aria-label", text(words));
      button.addEventListener("click", () => this.#press(key));
      keys.append(button);
    }
    this.#line.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "=") return;
      if (event.isComposing) return;
      event.preventDefault();
      this.#calculate();
    });
  }

  focus() {
    this.#line.focus();
  }

  #press(key) {
    const line = this.#line;
    if (key === "=") return this.#calculate();
    if (key === "C") line.value = this.#result.textContent = "";
    else if (key === "⌫") line.value = line.value.slice(0, -1);
    else line.value += key;
  }

  #calculate() {
    try {
      const { words, isExact } = calculate(this.#line.value);
      this.#result.textContent = `${this.#line.value} ${isExact ? "=" : "≈"} ${words}`;
      // The next key goes on from here.
      this.#line.value = words.replace("-", "−");
    } catch (error) {
      this.#result.textContent = text(error instanceof DivisionByZero ? "divideByZero" : "notASum");
    }
  }
}
