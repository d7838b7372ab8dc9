// What is not yet with the server, kept on this device: IndexedDB, each under the account it belongs to. Answers, with their attempt;
// what was watched of videos, with the player it was watched in; and the text and photos of practical work. What one account left is
// never read, and so never sent, by the page of another. Every function may fail: pages work without.
const ANSWERS = "answers";
const BEATS = "beats";
const WORKS = "works";
const KEYS = {
  [ANSWERS]: ["account", "attempt", "question"],
  [BEATS]: ["account", "client"],
  [WORKS]: ["account", "work", "part"],
};

let opened;

function open() {
  opened = opened || new Promise((resolve, reject) => {
    const request = indexedDB.open("lms", 2);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath });
      }
    };
    request.onsuccess = () => {
      // A page of a later edition waits for this one to let go.
      request.result.onversionchange = () => { request.result.close(); opened = null; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(name, mode, work) {
  const database = await open();
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

// Forgets what the server has, unless something later of the same page stands there meanwhile.
function forgetIn(name, entry) {
  return run(name, "readwrite", (store) => {
    const key = KEYS[name].map((part) => entry[part]);
    store.get(key).onsuccess = (event) => {
      const found = event.target.result;
      if (found && found.client === entry.client && found.seq === entry.seq) store.delete(key);
    };
  });
}

// entry: { account, attempt, question, value, client, seq, base }
export function keep(entry) {
  return run(ANSWERS, "readwrite", (store) => store.put(entry));
}

export function kept(account, attempt) {
  return run(ANSWERS, "readonly", (store) => store.getAll(range(account, attempt)));
}

export function forget(entry) {
  return forgetIn(ANSWERS, entry);
}

export function forgetAttempt(account, attempt) {
  return run(ANSWERS, "readwrite", (store) => store.delete(range(account, attempt)));
}

// beat: see beats.js; one of each player, for a later one says all that an earlier one said.
export function keepBeat(beat) {
  return run(BEATS, "readwrite", (store) => store.put(beat));
}

export function keptBeats(account) {
  return run(BEATS, "readonly", (store) => store.getAll(range(account)));
}

export function forgetBeat(beat) {
  return forgetIn(BEATS, beat);
}

// entry: { account, work, part, ... }; part: "text", or a photo's own id
export function keepWork(entry) {
  return run(WORKS, "readwrite", (store) => store.put(entry));
}

export function keptWork(account, work) {
  return run(WORKS, "readonly", (store) => store.getAll(range(account, work)));
}

export function forgetWork(account, work, part) {
  return run(WORKS, "readwrite", (store) => store.delete([account, work, part]));
}

// How long, in milliseconds, signing out waits for a device that does not forget.
const PATIENCE = 2000;

// data-module="device" on the form that signs out of a machine others use: nothing of the account stays on it. The form is sent once
// that is done, for a page that is left takes along what it has only begun.
export default function device(form) {
  let begun = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || begun) return;
    begun = true;
    event.preventDefault();
    const forgotten = Object.keys(KEYS).map((name) => run(name, "readwrite", (store) => store.delete(range(form.dataset.account))));
    const enough = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
    Promise.race([Promise.allSettled(forgotten), enough]).then(() => form.submit());
  });
}
