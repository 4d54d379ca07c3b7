/* Copies belong to one account: they go when it signs out, and when another account comes. */

const PREFIX = "offline-";
const account = document.querySelector("meta[name='account']")?.content;

async function forget(isToGo) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && isToGo(name)).map((name) => caches.delete(name)));
}

if ("caches" in window && account) {
  forget((name) => !name.startsWith(`${PREFIX}${account}-`));
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => forget(() => true));
  }
}
