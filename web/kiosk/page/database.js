/**
 * The storage of this device: one database, and transactions that end only when they are on the disk.
 * `device` holds its identity, `list` the newest list, `scans` its scans, `others` the scans that other devices showed, `settings` the language.
 */
const NAME = "lorong-kiosk";
const VERSION = 1;

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => make(asked.result);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

function make(database) {
  for (const name of ["device", "list", "settings"]) database.createObjectStore(name);
  const scans = database.createObjectStore("scans", { keyPath: "uuid" });
  scans.createIndex("waiting", ["device", "waiting", "seq"]);
  scans.createIndex("code", "code");
  database.createObjectStore("others", { keyPath: "id" }).createIndex("code", "code");
}

/** Runs `work` in one transaction; resolves with its result once everything is stored. Raises the errors of IndexedDB, QuotaExceededError too. */
export async function write(stores, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    result = work(...[stores].flat().map((name) => transaction.objectStore(name)));
  });
}

/** Changes one row within one transaction; `change` returns the new row, or nothing to leave it. */
export const update = (store, key, change) =>
  write(store, (rows) => {
    rows.get(key).onsuccess = ({ target }) => {
      const row = change(target.result);
      if (row) rows.put(row, ...(rows.keyPath ? [] : [key]));
    };
  });

async function ask(store, question) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const asked = question(database.transaction(store).objectStore(store));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export const get = (store, key) => ask(store, (rows) => rows.get(key));
export const getAll = (store) => ask(store, (rows) => rows.getAll());
export const getAllBy = (store, index, key, most) => ask(store, (rows) => rows.index(index).getAll(key, most));
export const put = (store, row, key) => write(store, (rows) => void rows.put(row, key));
