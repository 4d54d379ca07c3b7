/* Where the journal lies: IndexedDB, else localStorage, else memory. All three take the same two calls:
   load(attempt) → {client, events}, and write({client, put, drop}) in one step. */

const OPEN_MS = 3000;

export async function openStore() {
  try {
    return await openDatabase();
  } catch {
    return keyValueStore();
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("IndexedDB does not open")), OPEN_MS);
    const request = indexedDB.open("exam-journal", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("clients", { keyPath: "attempt" });
      request.result.createObjectStore("events", { keyPath: ["attempt", "client", "seq"] });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => resolve(databaseStore(request.result));
  });
}

function databaseStore(database) {
  // Strict: the answer is on the disk, not only in the system's buffers, before it goes to the network.
  const transaction = (mode) => database.transaction(["clients", "events"], mode, { durability: "strict" });
  const settled = (work) =>
    new Promise((resolve, reject) => {
      work.oncomplete = resolve;
      work.onabort = work.onerror = () => reject(work.error);
    });
  return {
    isDurable: true,
    async load(attempt) {
      const work = transaction("readonly");
      const client = work.objectStore("clients").get(attempt);
      const events = work.objectStore("events").getAll(IDBKeyRange.bound([attempt], [attempt, []]));
      await settled(work);
      return { client: client.result, events: events.result };
    },
    async write({ client, put = [], drop = [] }) {
      const work = transaction("readwrite");
      if (client) work.objectStore("clients").put(client);
      for (const { attempt, client: id, seq } of drop) work.objectStore("events").delete([attempt, id, seq]);
      for (const event of put) work.objectStore("events").put(event);
      // Said now: a page that is left in the next moment would take back what it had not committed.
      work.commit();
      await settled(work);
    },
  };
}

function keyValueStore() {
  const memory = new Map();
  const storage = usableStorage();
  const name = (attempt) => `exam-journal-${attempt}`;
  const same = (one) => (other) => one.client === other.client && one.seq === other.seq;
  const read = (attempt) => JSON.parse((storage?.getItem(name(attempt)) ?? memory.get(attempt)) || '{"events":[]}');
  return {
    isDurable: Boolean(storage),
    load: async (attempt) => read(attempt),
    async write({ client, put = [], drop = [] }) {
      const attempt = (client ?? put[0] ?? drop[0])?.attempt;
      const kept = read(attempt);
      const gone = [...drop, ...put];
      kept.client = client ?? kept.client;
      kept.events = [...kept.events.filter((event) => !gone.some(same(event))), ...put];
      memory.set(attempt, JSON.stringify(kept));
      storage?.setItem(name(attempt), memory.get(attempt));
    },
  };
}

function usableStorage() {
  try {
    localStorage.setItem("exam-journal", "");
    return localStorage;
  } catch {
    return null;
  }
}
