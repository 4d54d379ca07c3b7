/* Serves the pages of the course tree from the copy on this device where the network does not answer.

   It puts nothing into a copy: takeaway/store.js does, when the trainee wishes it. Whatever has a route of its own,
   such as exams, results, certificates, forms and the back office, it leaves alone altogether. */

const RULES = {{ rules }};
const COPIES = "offline-";
const PATIENCE = 8000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && RULES.sign_outs.includes(pathname)) event.waitUntil(forgetEverything());
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isPage(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith(RULES.static)) event.respondWith(fetch(request).catch(() => kept(request)));
});

function isPage(pathname) {
  return pathname === RULES.offline || !RULES.routes.includes(pathname.split("/")[1]);
}

async function kept(request) {
  return (await caches.match(request, { ignoreVary: true, ignoreSearch: true })) ?? Response.error();
}

/* The network first; a kept page rather than a network that keeps one waiting. */
async function page(request) {
  const copy = await kept(request);
  const answers = [fetch(request)];
  if (copy.ok) answers.push(new Promise((_, refuse) => { setTimeout(refuse, PATIENCE); }));
  try {
    return await Promise.race(answers);
  } catch {
    return copy.ok ? copy : notKept();
  }
}

/* The list of what is kept, in place of a page that is not. */
async function notKept() {
  const list = await kept(RULES.offline);
  return list.ok ? new Response(list.body, { status: 503, headers: list.headers }) : list;
}

async function forgetEverything() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(COPIES)).map((name) => caches.delete(name)));
}
