// Sends a chosen file in parts straight to the store, three at a time, and goes on after a lost network, a reload or another day.
// The server says how the file is cut and which parts it has; nothing is kept here. Without this script the form sends the file whole.
const AT_ONCE = 3;
const SAMPLE = 64 * 1024;
const LONGEST_WAIT = 30;
const STALLED = 60 * 1000;
const WINDOW = 15 * 1000;
const TRIES = 4;

class Refused extends Error {
  constructor(status, told) {
    super(`${status}`);
    this.status = status;
    this.told = told;
  }
}
class Lost extends Error {}

const pause = (seconds) => new Promise((done) => {
  const timer = setTimeout(done, seconds * 1000);
  window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
});

/** What tells this very file: its name, size, last change, first and last bytes. Empty where the browser cannot tell. */
async function fingerprint(file) {
  if (!window.crypto || !crypto.subtle) return "";
  const told = new TextEncoder().encode(`${file.name}\0${file.size}\0${file.lastModified}\0`);
  const ends = new Blob([told, file.slice(0, SAMPLE), file.slice(Math.max(0, file.size - SAMPLE))]);
  const digest = await crypto.subtle.digest("SHA-256", await new Response(ends).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export default function sending(form) {
  const words = JSON.parse(form.dataset.words);
  const fields = form.querySelector("[data-fields]");
  const box = form.querySelector("[data-box]");
  const bar = box.querySelector("progress");
  const line = box.querySelector("[data-line]");
  const pauseButton = box.querySelector("[data-pause]");
  const sure = box.querySelector("[data-sure]");
  const token = form.elements.csrf_token.value;
  const leaving = (event) => { event.preventDefault(); event.returnValue = ""; };

  // `turn` counts the runs: what belongs to an earlier one (a request that ends late, a pause that is over) does nothing.
  let file, where, loaded, paused, requests, marks, turn = 0;

  const number = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
  const size = (bytes) => (bytes < 1e5 ? `${number(bytes / 1000, 0)} kB` : `${number(bytes / 1e6, 1)} MB`);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const done = () => [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);

  function left(seconds) {
    if (seconds < 60) return fill(words.seconds, { n: Math.max(5, Math.ceil(seconds / 5) * 5) });
    if (seconds < 5400) return fill(words.minutes, { n: Math.ceil(seconds / 60) });
    return fill(words.hours, { n: number(seconds / 3600, 1) });
  }

  function say(key) {
    const bytes = done();
    const values = { done: size(bytes), total: size(file.size) };
    let said = key;
    if (key === "sending") {
      const now = Date.now();
      marks.push([now, bytes]);
      while (marks.length > 2 && now - marks[0][0] > WINDOW) marks.shift();
      const speed = ((bytes - marks[0][1]) * 1000) / Math.max(1, now - marks[0][0]);
      if (now - marks[0][0] < 2000 || speed <= 0) said = "starting";
      else Object.assign(values, { speed: size(speed), left: left((file.size - bytes) / speed) });
    }
    bar.max = file.size;
    bar.value = bytes;
    line.textContent = fill(words[said] || key, values);
  }

  /** Ask our server; a lost network is Lost, a refusal is Refused. */
  async function ask(address, body) {
    let response;
    try {
      response = await fetch(address, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": token, ...(typeof body === "string" ? { "Content-Type": "application/json" } : {}) },
      });
    } catch {
      throw new Lost();
    }
    const told = await response.json().catch(() => ({}));
    if (response.status >= 502 && response.status <= 504) throw new Lost();
    if (!response.ok) throw new Refused(response.status, told);
    return told;
  }

  /** The same, asked until the network is there. */
  async function insist(address, body, mine) {
    for (let wait = 1; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await ask(address, body);
      } catch (error) {
        if (!(error instanceof Lost) || mine !== turn) throw error;
        say("offline");
        await pause(wait);
      }
    }
  }

  function put(part, url) {
    return new Promise((sent, failed) => {
      const request = new XMLHttpRequest();
      let timer;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), STALLED);
      };
      const end = (call, value) => {
        clearTimeout(timer);
        requests.delete(request);
        call(value);
      };
      request.open("PUT", url);
      request.upload.onprogress = (event) => {
        alive();
        loaded.set(part.number, Math.min(event.loaded, part.size));
        if (requests.has(request)) say("sending");
      };
      request.onload = () => (request.status >= 200 && request.status < 300 ? end(sent) : end(failed, new Refused(request.status, {})));
      request.onerror = request.onabort = () => end(failed, new Lost());
      requests.add(request);
      alive();
      request.send(file.slice(part.offset, part.offset + part.size));
    });
  }

  /** A file that was moved or is no longer lent to us looks like a lost network; reading one byte tells. */
  async function readable(part) {
    try {
      await new Response(file.slice(part.offset, part.offset + 1)).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }

  async function worker(queue, mine) {
    let wait = 1;
    while (queue.length && mine === turn) {
      const part = queue.shift();
      try {
        const { urls } = await ask(`${where.upload}/parts`, JSON.stringify({ want: [part.number] }));
        if (mine !== turn) return;
        await put(part, urls[part.number]);
        if (mine !== turn) return;
        loaded.set(part.number, part.size);
        wait = 1;
        say("sending");
      } catch (error) {
        if (mine !== turn) return;
        loaded.set(part.number, 0);
        queue.unshift(part);
        if (error instanceof Refused) {
          // An address that has run out of time is refused by the store: another one may do.
          part.refusals = (part.refusals || 0) + 1;
          if (error.told.error || part.refusals >= TRIES) throw error;
        } else {
          if (!(await readable(part))) throw new Refused(0, { error: words.gone });
          say("offline");
        }
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
  }

  async function run() {
    const mine = ++turn;
    let checked = false;
    paused = false;
    pauseButton.textContent = words.pause;
    window.addEventListener("beforeunload", leaving);
    let lock;
    try {
      lock = await navigator.wakeLock.request("screen"); // a phone that goes to sleep stops sending
    } catch { /* then it may */ }
    try {
      for (;;) {
        const told = await insist(`${where.upload}/parts`, "{}", mine);
        if (mine !== turn) return;
        const parts = [];
        for (let offset = 0; offset < told.size; offset += told.part_bytes) {
          parts.push({ number: parts.length + 1, offset, size: Math.min(told.part_bytes, told.size - offset) });
        }
        const held = new Set(told.held);
        loaded = new Map(parts.map((part) => [part.number, held.has(part.number) ? part.size : 0]));
        const queue = parts.filter((part) => !held.has(part.number));
        marks = [];
        say("sending");
        await Promise.all(Array.from({ length: AT_ONCE }, () => worker(queue, mine)));
        if (mine !== turn) return;
        say("finishing");
        try {
          await insist(`${where.upload}/done`, "{}", mine);
        } catch (error) {
          if (mine !== turn || checked || error.status !== 409) throw error;
          checked = true; // the store has lost a part, or the upload is over: its list tells, once
          continue;
        }
        window.removeEventListener("beforeunload", leaving);
        window.location.assign(where.after);
        return;
      }
    } catch (error) {
      if (mine === turn) stopped(error);
    } finally {
      if (lock) lock.release().catch(() => undefined);
    }
  }

  /** Something that waiting does not mend: say it, and let the person go on by hand. */
  function stopped(error) {
    halt();
    const told = error.told || {};
    if (error.status === 401 || error.status === 400) say("signed_out");
    else say(told.error || (error instanceof Refused ? "refused" : "broken"));
  }

  function halt() {
    turn += 1;
    paused = true;
    for (const request of [...requests]) request.abort();
    pauseButton.textContent = words.go_on;
    window.removeEventListener("beforeunload", leaving);
  }

  pauseButton.addEventListener("click", () => {
    if (paused) {
      run();
      return;
    }
    halt();
    say("paused");
  });
  box.querySelector("[data-cancel]").addEventListener("click", () => sure.showModal());
  box.querySelector("[data-keep]").addEventListener("click", () => sure.close());
  box.querySelector("[data-drop]").addEventListener("click", async () => {
    halt();
    sure.close();
    try {
      await ask(`${where.upload}/cancel`, "{}");
      window.location.assign(where.left);
    } catch (error) {
      stopped(error);
    }
  });

  function clear() {
    for (const old of fields.querySelectorAll("[data-said]")) old.remove();
    for (const input of fields.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  }

  function blame(errors) {
    let first;
    for (const [name, text] of Object.entries(errors)) {
      const input = form.elements[name];
      if (!input) continue;
      const said = document.createElement("span");
      said.className = "err";
      said.id = `${input.id}-said`;
      said.dataset.said = "";
      said.textContent = text;
      input.before(said);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", said.id);
      const more = input.closest("details");
      if (more) more.open = true;
      first = first || input;
    }
    if (first) first.focus();
  }

  form.addEventListener("submit", (event) => {
    const chosen = form.elements.file.files[0];
    if (!chosen) return; // the server says what is missing
    event.preventDefault();
    begin(chosen).catch((error) => blame({ file: error instanceof Lost ? words.broken : (error.told || {}).error || words.broken }));
  });

  async function begin(chosen) {
    clear();
    file = chosen;
    requests = new Set();
    loaded = new Map();
    marks = [];
    const body = new FormData(form);
    body.delete("file");
    body.set("file_name", file.name);
    body.set("size", String(file.size));
    body.set("type", file.type);
    try {
      body.set("fingerprint", await fingerprint(file));
    } catch {
      blame({ file: words.gone });
      return;
    }
    try {
      where = await ask(form.dataset.announce, body);
    } catch (error) {
      if (!error.told || !error.told.errors) throw error;
      blame(error.told.errors);
      return;
    }
    // A reload, or coming back another day, opens the page where this very upload goes on.
    window.history.replaceState(null, "", where.page);
    fields.hidden = true;
    box.hidden = false;
    box.querySelector("[data-file]").textContent = file.name;
    await run();
  }
}
