/* On a course's page: keep its copy on this device, bring it up to date, remove it. */

import { bind, describe } from "./control.js";
import { changedPages, listOf, records, say, size, wordFor } from "./store.js";

const place = document.querySelector("[data-offline]");
const status = place.querySelector("[data-say]");
const button = (name) => place.querySelector(`[data-${name}]`);
let id = 0;

function show(record) {
  button("store").hidden = Boolean(record);
  button("update").hidden = !record;
  button("remove").hidden = !record;
}

async function start() {
  const list = await listOf(place.dataset.list);
  id = list.id;
  const record = (await records()).find((one) => one.id === list.id);
  show(record);
  status.textContent = record
    ? describe(record, changedPages(list, record).length)
    : say("offer", { lessons: list.lessons, size: size(list.bytes) });
}

/* Without a secure connection a browser keeps no copies: then nothing is offered. */
if ("caches" in window && "serviceWorker" in navigator) {
  bind(place, { list: place.dataset.list, id: () => id, show });
  place.hidden = false;
  start().catch((error) => { status.textContent = say(wordFor(error)); });
}
