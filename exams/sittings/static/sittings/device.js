/* 设备检查: each check says what it found, what that means and what to do; the worst of them decides the sentence on top. */

const SLOW_MS = 800;
const DRIFT_S = 60;
const TRIES = 5;

const texts = new Map();
for (const { dataset, textContent } of document.querySelectorAll("[data-text]")) texts.set(dataset.text, textContent);
const { clock } = document.querySelector("[data-clock]").dataset;
const verdict = document.querySelector("[data-verdict]");
const states = new Map();

function text(name, values = {}) {
  return texts.get(name).replace(/\{(\w+)\}/g, (_match, key) => values[key]);
}

function tell(check, state, words) {
  const row = document.querySelector(`[data-check="${check}"]`);
  row.dataset.state = state;
  row.querySelector("[data-said]").textContent = text("said", { state: text(state), words });
  states.set(check, state);
  const all = [...states.values()];
  const worst = ["bad", "warn", "ok"].find((one) => all.includes(one));
  verdict.textContent = text({ bad: "verdictBad", warn: "verdictWarn", ok: "verdictOk" }[worst]);
  verdict.className = `notice notice-${{ bad: "error", warn: "warn", ok: "ok" }[worst]}`;
}

function checkStorage() {
  try {
    localStorage.setItem("device-check", "1");
    localStorage.removeItem("device-check");
    tell("storage", "ok", text("storageOk"));
  } catch {
    tell("storage", "bad", text("storageBad"));
  }
}

/* Write, read and remove, as the journal of answers does. */
async function checkDatabase() {
  try {
    const database = await settled(indexedDB.open("device-check", 1), (request) => {
      request.onupgradeneeded = () => request.result.createObjectStore("try");
    });
    const work = database.transaction("try", "readwrite", { durability: "strict" }).objectStore("try");
    await settled(work.put("answer", 1));
    const found = await settled(database.transaction("try").objectStore("try").get(1));
    database.close();
    indexedDB.deleteDatabase("device-check");
    if (found !== "answer") throw new Error("read another value");
    tell("database", "ok", text("databaseOk"));
  } catch {
    tell("database", "warn", text("databaseWarn"));
  }
}

function settled(request, prepare = () => {}) {
  prepare(request);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error("no answer")), 3000);
  });
}

/* The quickest of a few tries tells the clock best, the middle one the network. */
async function checkNetwork() {
  const trips = [];
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const sent = performance.now();
      const response = await fetch(clock, { cache: "no-store" });
      const { server_ms: server } = await response.json();
      const took = performance.now() - sent;
      trips.push({ took, drift: Date.now() - took / 2 - server });
    }
  } catch {
    tell("trip", "bad", text("tripBad"));
    tell("clock", "warn", text("tripBad"));
    return;
  }
  trips.sort((one, other) => one.took - other.took);
  const n = Math.round(trips[Math.floor(TRIES / 2)].took);
  tell("trip", n > SLOW_MS ? "warn" : "ok", text(n > SLOW_MS ? "tripWarn" : "tripOk", { n }));
  const drift = Math.round(Math.abs(trips[0].drift) / 1000);
  if (drift > DRIFT_S) tell("clock", "warn", text("clockWarn", { n: drift }));
  else tell("clock", "ok", text("clockOk", { n: Math.max(1, drift) }));
}

function checkScreen() {
  const size = { w: innerWidth, h: innerHeight };
  if (size.w < 320 || size.h < 400) tell("screen", "bad", text("screenBad", size));
  else if (size.w < 768) tell("screen", "warn", text("screenWarn", size));
  else tell("screen", "ok", text("screenOk", size));
}

function beep() {
  const Sound = window.AudioContext ?? window.webkitAudioContext;
  if (!Sound) return tell("sound", "warn", text("soundNone"));
  const context = new Sound();
  const tone = context.createOscillator();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  tone.frequency.value = 660;
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.6);
  document.querySelector("[data-heard]").hidden = document.querySelector("[data-not-heard]").hidden = false;
}

async function checkAll() {
  verdict.textContent = text("checking");
  tell("script", "ok", text("scriptOk"));
  checkStorage();
  checkScreen();
  if (!states.has("keyboard")) tell("keyboard", "warn", text("keyboardWarn"));
  if (!states.has("sound")) tell("sound", "warn", text("soundWarn"));
  await checkDatabase();
  await checkNetwork();
}

for (const element of document.querySelectorAll("[data-with-script]")) element.hidden = false;
document.querySelector("[data-key]").addEventListener("input", ({ target }) => {
  const key = target.value.trim().slice(-1);
  if (key) tell("keyboard", "ok", text("keyboardOk", { key }));
});
document.querySelector("[data-beep]").addEventListener("click", beep);
document.querySelector("[data-heard]").addEventListener("click", () => tell("sound", "ok", text("soundOk")));
document.querySelector("[data-not-heard]").addEventListener("click", () => tell("sound", "warn", text("soundNot")));
document.querySelector("[data-again]").addEventListener("click", checkAll);
addEventListener("resize", checkScreen);
checkAll();
