/* A page that came from a copy says how old it is. */

import "./look.js";
import { age, day } from "./store.js";

const bar = document.querySelector("[data-offline-bar]");
const time = bar.querySelector("time");
time.textContent = day(time.dateTime);
bar.querySelector("[data-age]").textContent = bar.dataset.offlineBar.replace("{age}", age(time.dateTime));
