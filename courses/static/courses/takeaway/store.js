/* Copies of courses on this device, in the browser's cache storage: kept, listed, removed. Nothing else writes there.

   One cache for each account and course holds its pages and a record of them; one more the styles, scripts and the
   list of copies. A record is written last: what is not whole is not listed. */

const PREFIX = "offline-";
const RECORD = "/offline/record";
const TOGETHER = 4;

const words = JSON.parse(document.getElementById("offline-words")?.textContent ?? "{}");
const language = document.documentElement.lang;

export function say(word, values = {}) {
  return words[word].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function day(stamp) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(stamp));
}

const SPANS = [["day", 86400], ["hour", 3600], ["minute", 60]];

export function age(stamp) {
  const seconds = Math.max(0, (Date.now() - new Date(stamp)) / 1000);
  const [unit, span] = SPANS.find(([, length]) => seconds >= length) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / span), unit);
}

export function size(bytes) {
  const [unit, one, maximumFractionDigits] = bytes < 1e6 ? ["kilobyte", 1e3, 0] : ["megabyte", 1e6, 1];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits }).format(bytes / one);
}

export class Refused extends Error {
  constructor(word) {
    super(word);
    this.word = word;
  }
}

/* Which of our sentences tells what went wrong. */
export function wordFor(error) {
  if (error instanceof Refused) return error.word;
  return error.name === "QuotaExceededError" ? "full" : "offline";
}

export async function records() {
  const names = (await caches.keys()).filter((name) => /^offline-[0-9a-f]+-course-/.test(name));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).match(RECORD)));
  return Promise.all(found.filter(Boolean).map((answer) => answer.json()));
}

/* What belongs to the course now; the server answers 401 once the session is over. */
export async function listOf(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (answer.status === 401) throw new Refused("sign_in");
  if (!answer.ok) throw new Refused("offline");
  return answer.json();
}

export function changedPages(list, record) {
  return list.pages.filter((page) => record?.versions[page.url] !== page.version);
}

export async function keep(listUrl, told) {
  const list = await listOf(listUrl);
  const cache = await caches.open(`${PREFIX}${list.account}-course-${list.id}`);
  const before = await (await cache.match(RECORD))?.json();
  await navigator.serviceWorker.register(list.worker, { scope: "/" });
  await navigator.storage?.persist?.();
  const wanted = changedPages(list, before);
  const assets = new Set();
  let done = 0;
  await inTurns(wanted, async (page) => {
    await keepPage(cache, page, assets);
    done += 1;
    told(done, wanted.length);
  });
  const frame = await keepFrame(list, assets);
  const urls = new Set(list.pages.map((page) => page.url));
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== RECORD && !urls.has(pathname)) await cache.delete(url);
  }
  const record = {
    id: list.id,
    title: list.title,
    url: list.url,
    list: listUrl,
    stored: new Date().toISOString(),
    lessons: list.lessons,
    bytes: (await weight(cache)) + (await weight(frame)),
    pages: list.pages.map(({ url, title, kind }) => ({ url, title, kind })),
    versions: Object.fromEntries(list.pages.map(({ url, version }) => [url, version])),
  };
  await cache.put(RECORD, new Response(JSON.stringify(record), { headers: { "Content-Type": "application/json" } }));
  return record;
}

async function keepPage(cache, page, assets) {
  const answer = await fetched(page.copy);
  for (const asset of assetsOf(await answer.clone().text())) assets.add(asset);
  await cache.put(page.url, answer);
}

/* The list of copies, and the styles, scripts and pictures that it and the pages name. */
async function keepFrame(list, assets) {
  const cache = await caches.open(`${PREFIX}${list.account}-frame`);
  const page = await fetched(list.offline_copy);
  for (const asset of assetsOf(await page.clone().text())) assets.add(asset);
  await cache.put(list.offline, page);
  await inTurns([...assets], (asset) => keepAsset(cache, asset, assets));
  return cache;
}

async function keepAsset(cache, url, known) {
  const answer = await fetched(url);
  const imported = url.endsWith(".js") ? importsOf(await answer.clone().text(), url) : [];
  await cache.put(url, answer);
  for (const other of imported.filter((name) => !known.has(name))) {
    known.add(other);
    await keepAsset(cache, other, known);
  }
}

async function fetched(url) {
  const answer = await fetch(url, { cache: "no-cache", headers: { Accept: "*/*", "X-Requested-With": "XMLHttpRequest" } });
  if (answer.status === 401 || answer.redirected) throw new Refused("sign_in");
  if (!answer.ok) throw new Refused("offline");
  return answer;
}

function assetsOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const named = page.querySelectorAll("link[rel='stylesheet'], link[rel='icon'], script[src], img[src]");
  const urls = [...named].map((element) => element.getAttribute("href") ?? element.getAttribute("src"));
  return urls.filter((url) => url.startsWith("/"));
}

function importsOf(script, url) {
  const named = script.matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g);
  return [...named].map(([, name]) => new URL(name, new URL(url, location.href)).pathname);
}

async function inTurns(items, work) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

async function weight(cache) {
  const answers = await cache.matchAll();
  const blobs = await Promise.all(answers.map((answer) => answer.blob()));
  return blobs.reduce((sum, blob) => sum + blob.size, 0);
}

/* The last course takes the frame and the worker with it. */
export async function remove(id) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const mine = names.filter((name) => name.endsWith(`-course-${id}`));
  await Promise.all(mine.map((name) => caches.delete(name)));
  if (names.some((name) => name.includes("-course-") && !mine.includes(name))) return;
  await Promise.all(names.map((name) => caches.delete(name)));
  const worker = await navigator.serviceWorker.getRegistration("/");
  await worker?.unregister();
}
