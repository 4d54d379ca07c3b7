/* The answer path on the wire: what a batch looks like, and how long to wait for an answer. */

const TIMEOUT_MS = 10_000;
// A browser lets a page that is going away send at most 64 KiB; a Chinese character takes three bytes.
const LAST_WORDS = 60_000 / 3;

/* Resolves to {status, reply, at}: the HTTP status (0: none), the JSON (null: something else spoke), and the monotonic
   time at which the server said it. Never rejects. */
export function post(url, lease, batch, offlineMs = "") {
  return exchange(url, { method: "POST", body: body(batch), headers: headers(lease, offlineMs) });
}

export function askClock(url, lease, offlineMs = "") {
  return exchange(url, { headers: headers(lease, offlineMs) });
}

/* Send as much as outlives the page, without an answer; returns what was sent. */
export function postLastWords(url, lease, events) {
  const batch = [...events];
  while (batch.length && body(batch).length > LAST_WORDS) batch.pop();
  if (!batch.length) return batch;
  fetch(url, { method: "POST", body: body(batch), headers: headers(lease), keepalive: true }).catch(() => {});
  return batch;
}

async function exchange(url, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  const sentAt = performance.now();
  try {
    const response = await fetch(url, { ...options, cache: "no-store", signal: abort.signal });
    const at = (sentAt + performance.now()) / 2;
    return { status: response.status, reply: await response.json().catch(() => null), at };
  } catch {
    return { status: 0, reply: null, at: sentAt };
  } finally {
    clearTimeout(timer);
  }
}

function headers(lease, offlineMs = "") {
  const word = offlineMs === "" ? {} : { "X-Offline": String(offlineMs) };
  return { "X-Lease": lease, "Content-Type": "application/json", ...word };
}

function body(batch) {
  const events = batch.map(({ seq, kind, slot, value, ms }) => ({ seq, kind, slot, value, ms }));
  return JSON.stringify({ client: batch[0]?.client, events });
}
