/* What the sitting's controls note: leaving and coming back, full screen, copying, printing. It decides nothing, and
   whatever goes wrong here is kept away from the exam. */

const SEND_AFTER_MS = 1000;
const TRY_AGAIN_MS = 10_000;
const KEPT = 500;

export function watch({ controls, lease, clock }) {
  if (!controls) return;
  const log = new Log(controls.url, lease, clock);
  if (controls.focus) watchFocus(log);
  if (controls.fullScreen) askForFullScreen(log);
  if (controls.hinder) hinder(log);
  if (controls.seb) proveBrowser(log);
}

/* A queue of its own: it never stands before an answer. */
class Log {
  #url;
  #lease;
  #clock;
  #events = [];
  #seb;
  #timer;

  constructor(url, lease, clock) {
    this.#url = url;
    this.#lease = lease;
    this.#clock = clock;
    addEventListener("pagehide", () => this.send({ keepalive: true }));
    addEventListener("online", () => this.send());
  }

  note(kind) {
    this.#events = [...this.#events, { kind, ms: this.#clock.now() }].slice(-KEPT);
    this.#arm(SEND_AFTER_MS);
  }

  prove(keys) {
    this.#seb = keys;
    this.#arm(0);
  }

  #arm(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), wait);
  }

  async send({ keepalive = false } = {}) {
    clearTimeout(this.#timer);
    const events = this.#events.slice(0, 200);
    const seb = this.#seb;
    if (!events.length && !seb) return;
    this.#events = this.#events.slice(events.length);
    this.#seb = undefined;
    const headers = { "X-Lease": this.#lease, "Content-Type": "application/json", Accept: "application/json" };
    const body = JSON.stringify({ events, seb });
    const reply = await fetch(this.#url, { method: "POST", headers, body, keepalive }).catch(() => null);
    if (!reply || reply.status >= 500) {
      this.#events = [...events, ...this.#events].slice(-KEPT);
      this.#seb ??= seb;
      this.#arm(TRY_AGAIN_MS);
    } else if (this.#events.length) this.#arm(SEND_AFTER_MS);
  }
}

function watchFocus(log) {
  let isAway = false;
  const look = () => {
    const away = document.hidden || !document.hasFocus();
    if (away === isAway) return;
    isAway = away;
    log.note(away ? "left" : "returned");
  };
  document.addEventListener("visibilitychange", look);
  // Focus that only moves inside the page passes through nowhere for a moment.
  addEventListener("blur", () => setTimeout(look, 200));
  addEventListener("focus", look);
}

function askForFullScreen(log) {
  const bar = document.querySelector("[data-full-screen]");
  if (!bar || !document.documentElement.requestFullscreen) return;
  const draw = () => (bar.hidden = Boolean(document.fullscreenElement));
  bar.querySelector("button").addEventListener("click", () => document.documentElement.requestFullscreen().catch(draw));
  document.addEventListener("fullscreenchange", () => {
    log.note(document.fullscreenElement ? "full_entered" : "full_left");
    draw();
  });
  draw();
}

/* The paper's text is neither copied nor dragged nor printed; in one's own answers everything works. */
function hinder(log) {
  const isOwn = ({ target }) => target.closest?.("textarea, input");
  for (const name of ["copy", "cut", "dragstart", "contextmenu"]) {
    document.addEventListener(name, (event) => {
      if (isOwn(event)) return;
      event.preventDefault();
      if (name === "copy" || name === "cut") log.note("copy");
    });
  }
  addEventListener("beforeprint", () => log.note("print"));
}

/* An engine of Safe Exam Browser that sends no header says its keys, made for this page's address, to the script. */
function proveBrowser(log) {
  const security = window.SafeExamBrowser?.security;
  if (!security) return;
  const tell = () =>
    log.prove({ config: security.configKey, exam: security.browserExamKey, url: location.href.replace(/#.*/, "") });
  if (security.configKey) tell();
  else security.updateKeys?.(tell);
}
