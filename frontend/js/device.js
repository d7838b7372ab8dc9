// Answers that are not yet with the server, kept on this device: IndexedDB, each under the account and the attempt it belongs to;
// and the text and photos of practical work, each under the account and the work.
// What one account wrote is never read, and so never sent, by the page of another. Every function may fail: pages work without.
const NAME = "answers";

const WORKS = "works";
const PLACES = {
  [NAME]: { database: "lms", keyPath: ["account", "attempt", "question"] },
  [WORKS]: { database: "lms-works", keyPath: ["account", "work", "part"] },
};

const opened = {};

function open(name) {
  const { database, keyPath } = PLACES[name];
  opened[name] = opened[name] || new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened[name];
}

async function run(mode, work, name = NAME) {
  const database = await open(name);
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function range(account, attempt) {
  // An array sorts after every string.
  return attempt ? IDBKeyRange.bound([account, attempt], [account, attempt, []]) : IDBKeyRange.bound([account], [account, []]);
}

// entry: { account, attempt, question, value, client, seq, base }
export function keep(entry) {
  return run("readwrite", (store) => store.put(entry));
}

export function kept(account, attempt) {
  return run("readonly", (store) => store.getAll(range(account, attempt)));
}

// Forgets an answer the server has, unless a later one of the same page stands there meanwhile.
export function forget(entry) {
  return run("readwrite", (store) => {
    const key = [entry.account, entry.attempt, entry.question];
    store.get(key).onsuccess = (event) => {
      const found = event.target.result;
      if (found && found.client === entry.client && found.seq === entry.seq) store.delete(key);
    };
  });
}

export function forgetAttempt(account, attempt) {
  return run("readwrite", (store) => store.delete(range(account, attempt)));
}

// entry: { account, work, part, ... }; part: "text", or a photo's own id
export function keepWork(entry) {
  return run("readwrite", (store) => store.put(entry), WORKS);
}

export function keptWork(account, work) {
  return run("readonly", (store) => store.getAll(range(account, work)), WORKS);
}

export function forgetWork(account, work, part) {
  return run("readwrite", (store) => store.delete([account, work, part]), WORKS);
}

// data-module="device" on the button that signs out of a machine others use: nothing of the account stays on it.
export default function device(form) {
  form.addEventListener("submit", () => {
    for (const name of [NAME, WORKS]) {
      run("readwrite", (store) => store.delete(range(form.dataset.account)), name).catch(() => null);
    }
  });
}
