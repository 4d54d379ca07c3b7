/* The sealed answer file: what the server does not have yet, encrypted so that only the exam office can open it.
   For the end of an exam without network: an invigilator hands it in (services/sealed.py opens it). */

const FORMAT = "sealed-answers/1";
const bytes = (text) => new TextEncoder().encode(text);

/* Show the buttons that offer the file, where this browser can make one. */
export function offerSealedFile({ data, journal, clock }) {
  const sealing = data.controls?.sealing;
  if (!sealing || !globalThis.crypto?.subtle) return;
  for (const button of document.querySelectorAll("[data-seal]")) {
    button.hidden = false;
    button.addEventListener("click", () => save({ data, journal, clock, sealing }));
  }
}

async function save({ data, journal, clock, sealing }) {
  const events = journal.events.map(({ client, lease, seq, kind, slot, value, ms }) => ({
    client,
    lease,
    seq,
    kind,
    slot,
    value,
    ms,
  }));
  const content = { attempt: data.attempt, lease: journal.lease, sealed_ms: clock.now(), events };
  const file = await seal(content, { attempt: data.attempt, sealing });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  link.download = `${document.querySelector("[data-admission]")?.textContent.trim() || data.attempt}.answers`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/* ECDH on P-256 with a key made for this file, HKDF-SHA-256, AES-256-GCM; the head is bound to the body. */
async function seal(content, { attempt, sealing }) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const server = await crypto.subtle.importKey("raw", fromBase64(sealing.public), curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: ephemeral, info: bytes(FORMAT) };
  const key = await crypto.subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = bytes(`${FORMAT}|${attempt}|${sealing.key}`);
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes(JSON.stringify(content)));
  const sealed = { ephemeral: toBase64(ephemeral), iv: toBase64(iv), data: toBase64(new Uint8Array(body)) };
  return JSON.stringify({ format: FORMAT, attempt, key: sealing.key, ...sealed });
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function toBase64(array) {
  return btoa(Array.from(array, (byte) => String.fromCharCode(byte)).join(""));
}
