/* 暂离锁屏: covers the page until the candidate comes back. Clock, saving and hand-in at zero go on behind it; the
   server remembers the lock, so that a reload does not open it. */

import { notice, text } from "./screen.js";

export class Lock {
  #clock;
  #urls;
  #dialog = document.getElementById("lock");
  #form = document.querySelector("[data-unlock]");
  #time = document.querySelector("[data-lock-clock]");
  // The server must not hear of the unlocking before the locking.
  #locking = Promise.resolve();
  #error = document.querySelector("[data-lock-error]");

  constructor({ clock, urls }) {
    this.#clock = clock;
    this.#urls = urls;
    document.querySelector('[data-tool="lock"]').addEventListener("click", () => this.lock());
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.#dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#unlock();
    });
  }

  lock() {
    if (this.#dialog.open) return;
    for (const other of document.querySelectorAll("dialog[open]")) other.close();
    this.#dialog.showModal();
    this.#tick();
    if (this.#urls.lock) this.#locking = this.#post(this.#urls.lock).catch(() => {});
  }

  #tick() {
    if (!this.#dialog.open) return;
    const seconds = Math.ceil(this.#clock.remaining() / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    this.#time.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    setTimeout(() => this.#tick(), 500);
  }

  async #unlock() {
    if (!this.#urls.unlock) return this.#dialog.close();
    try {
      await this.#locking;
      const { type, status } = await this.#post(this.#urls.unlock);
      // The redirect back to the questions.
      if (type === "opaqueredirect") return this.#open();
      if (status < 500) return this.#refuse(status);
    } catch {
      // No network: fall through.
    }
    // A lock must not cost anybody the exam.
    notice("unlocked", text("unlockOffline"));
    this.#open();
  }

  #open() {
    this.#form.reset();
    if (this.#error) this.#error.textContent = "";
    this.#dialog.close();
  }

  #refuse(status) {
    if (!this.#error) return location.reload();
    this.#error.textContent = text(status === 429 ? "tooManyTries" : "wrongPassword");
    this.#form.elements.password.select();
  }

  #post(url) {
    return fetch(url, { method: "POST", body: new FormData(this.#form), redirect: "manual", credentials: "same-origin" });
  }
}
