/* The rehearsal is over: what its journal and its tools kept in this browser goes. */

import { Aids } from "./runner/aids.js";
import { openStore } from "./runner/store.js";

const { journal } = document.querySelector("[data-journal]").dataset;

const aids = await Aids.open(journal);
await aids.clear();
const store = await openStore();
const { client, events } = await store.load(journal);
if (client) await store.write({ client: { attempt: journal, lease: "", client: client.client, seq: 0 }, drop: events });
document.body.toggleAttribute("data-cleared", true);
