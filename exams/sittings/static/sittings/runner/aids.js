/* What a candidate marks for themselves, by attempt and question: highlights and struck options. It stays in this
   browser, in a database beside the journal of answers, and goes when the receipt is shown. */

const NAME = "exam-aids";
const OPEN_MS = 2000;

export class Aids {
  #attempt;
  #database;
  #kept = new Map();

  static async open(attempt) {
    const aids = new Aids();
    aids.#attempt = attempt;
    aids.#database = await openDatabase().catch(() => null);
    for (const { kind, slot, value } of await aids.#load().catch(() => [])) aids.#kept.set(`${kind} ${slot}`, value);
    return aids;
  }

  get(kind, slot) {
    return this.#kept.get(`${kind} ${slot}`) ?? [];
  }

  /* Without a database the choice lasts for this page. */
  set(kind, slot, value) {
    this.#kept.set(`${kind} ${slot}`, value);
    const row = { attempt: this.#attempt, kind, slot, value };
    this.#database?.transaction("aids", "readwrite").objectStore("aids").put(row);
  }

  async clear() {
    const work = this.#database?.transaction("aids", "readwrite");
    work?.objectStore("aids").delete(range(this.#attempt));
  }

  #load() {
    if (!this.#database) return Promise.resolve([]);
    const request = this.#database.transaction("aids").objectStore("aids").getAll(range(this.#attempt));
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

function range(attempt) {
  return IDBKeyRange.bound([attempt], [attempt, []]);
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("IndexedDB does not open")), OPEN_MS);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("aids", { keyPath: ["attempt", "kind", "slot"] });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => resolve(request.result);
  });
}
