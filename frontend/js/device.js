// Answers that are not yet with the server, kept on this device: IndexedDB, each under the account and the attempt it belongs to.
// What one account wrote is never read, and so never sent, by the page of another. Every function may fail: pages work without.
const NAME = "answers";

let opened;

function open() {
  opened = opened || new Promise((resolve, reject) => {
    const request = indexedDB.open("lms", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(NAME, { keyPath: ["account", "attempt", "question"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(NAME, mode);
    const request = work(transaction.objectStore(NAME));
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

// data-module="device" on the button that signs out of a machine others use: nothing of the account stays on it.
export default function device(form) {
  form.addEventListener("submit", () => {
    run("readwrite", (store) => store.delete(range(form.dataset.account))).catch(() => null);
  });
}
