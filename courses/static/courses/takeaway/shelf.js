/* The list of copies: what is kept, how old it is, with update and removal. Works without the network. */

import "./look.js";
import { bind, describe } from "./control.js";
import { records } from "./store.js";

const shelf = document.querySelector("[data-shelf]");
const none = document.querySelector("[data-none]");

function entry(record) {
  const item = document.querySelector("template[data-copy]").content.firstElementChild.cloneNode(true);
  const title = item.querySelector("[data-title]");
  title.textContent = record.title;
  title.href = record.url;
  item.querySelector("[data-say]").textContent = describe(record);
  listPages(item, record);
  bind(item, { list: record.list, id: () => record.id, show: (kept) => (kept ? listPages(item, kept) : gone(item)) });
  return item;
}

function listPages(item, record) {
  const lessons = record.pages.filter((page) => page.kind !== "course");
  item.querySelector("[data-pages]").replaceChildren(
    ...lessons.map((page) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      line.className = `shelf-${page.kind}`;
      link.href = page.url;
      link.textContent = page.title;
      line.append(link);
      return line;
    }),
  );
}

function gone(item) {
  for (const part of item.querySelectorAll(".actions, details")) part.remove();
}

const kept = "caches" in window ? await records() : [];
shelf.append(...kept.map(entry));
none.hidden = kept.length > 0;
document.querySelector("[data-missing]").hidden = location.pathname === shelf.dataset.shelf;
