/* What the exam allows at the screen, as far as the page has its button. */

import { Aids } from "./aids.js";
import { Calculator } from "./calculator.js";
import { Eliminator } from "./eliminator.js";
import { Highlighter } from "./highlighter.js";
import { Lock } from "./lock.js";
import { Notes } from "./notes.js";

/* Resolves to the acts that keys may call. */
export async function lay({ data, clock, items, sheet, journal }) {
  const has = (name) => document.querySelector(`[data-tool="${name}"]`);
  const aids = await Aids.open(data.attempt);
  const sections = items.sections;
  const eliminator = has("eliminator") && new Eliminator({ aids, sections });
  const highlighter = has("highlighter") && new Highlighter({ aids, sections });
  const notes = has("notes") && new Notes({ notes: data.notes, record: (act) => sheet.record(act) });
  const calculator = has("calculator") && new Calculator();
  const lock = has("lock") && new Lock({ clock, urls: data.urls });
  const own = journal.events.filter(({ kind, lease }) => kind === "note" && lease === journal.lease);
  notes?.apply(own);

  const show = ({ number, slot, section }) => {
    highlighter?.show(section);
    notes?.show(number, slot);
  };
  show(sheet.shown);
  sheet.addEventListener("show", ({ detail }) => show(detail));
  /* The items that came later than these tools. */
  const attach = () => {
    for (const section of items.sections.filter((one) => !sections.includes(one))) {
      eliminator?.attach(section);
      highlighter?.attach(section);
    }
    document.body.toggleAttribute("data-tools", true);
  };
  if (items.isComplete) attach();
  else sheet.addEventListener("load", attach);

  return {
    lockNotes: (isLocked) => notes?.lock(isLocked),
    acts: {
      strike: eliminator && ((place) => eliminator.strike(sheet.shown.section, place)),
      eliminate: eliminator && (() => eliminator.switch()),
      highlight: highlighter && (() => highlighter.press()),
      notes: notes && (() => notes.toggle()),
      calculator: calculator && (() => calculator.toggle()),
      lock: lock && (() => lock.lock()),
    },
  };
}
