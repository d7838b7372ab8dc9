// Saves each answer as it is given. "Saved" is said only after the server said so. What could not be sent stays in its field and
// on this device, and is sent when the signal is back or the page is opened again; see device.js. Each save names the revision of
// the answer that this page has seen, so that an old page overwrites nothing newer: the learner is told and chooses.
// Without this script the page has a Save button that does the same for all answers at once.
import { forget, forgetAttempt, keep, kept } from "./device.js";

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TYPING_PAUSE = 900;
const TIMEOUT = 15000;

export default function attempt(form) {
  const words = form.dataset;
  const line = form.querySelector("[data-line]");
  const saveButton = form.querySelector("[data-save]");
  const client = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unsent = new Map(); // question element -> entry, see device.js
  const typing = new Map(); // question element -> timer
  const told = new Map(); // question element -> { value, text, kind }: what the server last said of it
  const quarrels = new Map(); // question element -> entry that waits for the learner's choice
  let seq = 0;
  let wait = FIRST_WAIT;
  let timer = 0;
  let sending = false;
  let offline = false;
  let stopped = false;
  let pressed = false; // a pointer is down: what it is on must not move before it is let go
  let goal = null; // what is done once everything is with the server: { address, fields, waiting }
  let confirmed = false;
  let over = false; // the time is up by this page's clock; the server knows whether more was given
  let elsewhere = ""; // a question of another page that has to be looked at first

  saveButton.hidden = true;

  function say(question, text, kind) {
    // What the server understood was another answer than the one that now stands here.
    if (kind === "unsent") question.querySelector("[data-echo]").textContent = "";
    const status = question.querySelector("[data-status]");
    status.textContent = text;
    status.className = kind;
  }

  function answered(question, entry, text, kind) {
    told.set(question, { value: JSON.stringify(entry.value), text, kind });
    say(question, text, kind);
  }

  function tellConnection() {
    if (stopped) return;
    if (!offline) line.textContent = "";
    else line.textContent = goal ? goal.waiting : words.offline.replace("{count}", unsent.size);
  }

  function sayUnsent(question, entry) {
    say(question, entry.kept ? words.kept : words.held, "unsent");
  }

  function stop(text) {
    stopped = true;
    clearTimeout(timer);
    line.textContent = text;
    for (const [question, entry] of unsent) sayUnsent(question, entry);
  }

  function entryOf(question, value) {
    seq += 1;
    const base = Number(question.dataset.revision);
    return { account: words.account, attempt: words.attempt, question: question.dataset.question, value, client, seq, base };
  }

  function change(question) {
    clearTimeout(typing.get(question));
    typing.delete(question);
    if (stopped) return;
    const value = read(question);
    if (quarrels.has(question)) {
      quarrels.set(question, { ...quarrels.get(question), value });
      return;
    }
    const last = told.get(question);
    if (last && !unsent.has(question) && last.value === JSON.stringify(value)) {
      say(question, last.text, last.kind);
      return;
    }
    put(question, entryOf(question, value));
    if (!offline) send();
    else tellConnection();
  }

  function soon(question) {
    clearTimeout(typing.get(question));
    typing.set(question, setTimeout(() => (pressed ? soon(question) : change(question)), TYPING_PAUSE));
  }

  function put(question, entry) {
    unsent.set(question, entry);
    say(question, offline ? words.held : words.saving, "unsent");
    const { kept: _, ...plain } = entry;
    keep(plain).then(() => {
      entry.kept = true;
      if ((offline || stopped) && unsent.get(question) === entry) sayUnsent(question, entry);
    }).catch(() => null);
  }

  async function send() {
    if (sending || stopped || unsent.size === 0) return;
    sending = true;
    clearTimeout(timer);
    const [question, entry] = unsent.entries().next().value;
    let again = 0;
    try {
      const response = await post(form.action, JSON.stringify({
        question: entry.question, value: entry.value, client: entry.client, seq: entry.seq, base: entry.base,
      }));
      if (response.ok) {
        const reply = await response.json();
        if (reply.saved !== true) throw new Error("the answer does not say that it is saved");
        accept(question, entry, reply);
      } else if (response.status === 409) {
        const reply = await response.json();
        if (reply.left) leftBehind(question, entry);
        else if (reply.overtaken) quarrel(question, entry, reply);
        else close(reply.error);
      } else if (response.status === 401 || response.status === 400 || response.status === 404) {
        signedOut();
      } else if (response.status === 422 || response.status === 413) {
        await refuse(question, entry, response);
      } else {
        throw new Error(`status ${response.status}`);
      }
      offline = false;
      wait = FIRST_WAIT;
    } catch {
      // No network, no time, or a server that is not well: keep everything and come back later.
      offline = true;
      for (const [waiting, one] of unsent) sayUnsent(waiting, one);
      again = later();
    }
    sending = false;
    tellConnection();
    if (unsent.size > 0) timer = setTimeout(send, again);
    else if (goal && !stopped) hand();
  }

  function later() {
    const pause = wait;
    wait = Math.min(wait * 2, LONGEST_WAIT);
    return pause;
  }

  function post(address, body, type = "application/json") {
    const control = new AbortController();
    const limit = setTimeout(() => control.abort(), TIMEOUT);
    return fetch(address, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      signal: control.signal,
      headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      body,
    }).finally(() => clearTimeout(limit));
  }

  function know(question, revision) {
    question.dataset.revision = revision;
    const field = form.elements[`rev.${question.dataset.question}`];
    if (field) field.value = revision;
  }

  function accept(question, entry, reply) {
    know(question, reply.revision);
    forget(entry).catch(() => null);
    // Changed meanwhile: the newer value is still to be sent.
    if (unsent.get(question) !== entry) return;
    unsent.delete(question);
    unmark(question);
    answered(question, entry, empty(entry.value) ? "" : words.saved, "saved");
    question.querySelector("[data-echo]").textContent = reply.echo ? words.echo.replace("{answer}", reply.echo) : "";
    question.dataset.finished = reply.finished ? "1" : "";
    count();
  }

  // What the page said when it came was said of an older answer; of this one the status line speaks.
  function unsay(question) {
    for (const error of question.querySelectorAll(".err")) error.remove();
  }

  function unmark(question) {
    unsay(question);
    for (const field of question.querySelectorAll(".bad")) field.classList.remove("bad");
    for (const field of question.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }

  async function refuse(question, entry, response) {
    const reply = await response.json();
    if (another(question)) return;
    forget(entry).catch(() => null);
    if (unsent.get(question) !== entry) return;
    unsent.delete(question);
    question.querySelector("[data-echo]").textContent = "";
    unsay(question);
    answered(question, entry, `${words.unsaved}. ${reply.error}`, "unsent");
  }

  // Another page has stored a newer answer. This one stays in its field and on the device until the learner has chosen.
  function quarrel(question, entry, reply) {
    if (another(question)) return;
    const mine = unsent.get(question) || entry;
    unsent.delete(question);
    const box = document.getElementById("overtaken").content.firstElementChild.cloneNode(true);
    box.querySelector("p").textContent = words.overtaken.replace("{answer}", reply.words);
    const old = question.querySelector("[data-other]");
    if (old) old.remove();
    question.append(box);
    know(question, reply.revision);
    choose(question, mine);
  }

  // What stands against an answer of another page stays on the device, and is dealt with where the question is.
  function another(question) {
    if (form.contains(question)) return false;
    unsent.delete(question);
    elsewhere = question.dataset.question;
    return true;
  }

  // The learner has gone on from this page elsewhere, and its pages are left for good.
  function leftBehind(question, entry) {
    forget(entry).catch(() => null);
    unsent.delete(question);
    if (!form.contains(question)) return;
    say(question, words.unsaved, "unsent");
    stop("");
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = words.left;
    line.append(link);
  }

  function choose(question, entry) {
    say(question, words.unsaved, "unsent");
    quarrels.set(question, entry);
    goal = null;
    const box = question.querySelector("[data-other]");
    box.querySelector("[data-mine]").addEventListener("click", (event) => {
      event.preventDefault();
      box.remove();
      const { value } = quarrels.get(question);
      quarrels.delete(question);
      put(question, entryOf(question, value));
      send();
    });
    box.querySelector("[data-theirs]").addEventListener("click", (event) => {
      event.preventDefault();
      quarrels.delete(question);
      forget(entry).catch(() => null).then(() => reload());
    });
  }

  // Nothing of it is to be sent any more: what the device is still about to keep must not be told as waiting for the signal.
  function close(text) {
    const left = [...unsent.keys()];
    unsent.clear();
    forgetAttempt(words.account, words.attempt).catch(() => null);
    stop(text);
    for (const question of left) say(question, words.unsaved, "unsent");
  }

  function signedOut() {
    stop(`${words.signedOut} `);
    const link = document.createElement("a");
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = words.signIn;
    line.append(link);
  }

  function count() {
    const place = document.querySelector("[data-progress]");
    const questions = form.querySelectorAll("[data-question]");
    const done = Array.from(questions).filter((question) => question.dataset.finished === "1").length + Number(words.elsewhere);
    const text = place.dataset.words.replace("{done}", done).replace("{total}", words.total);
    for (const question of questions) {
      const jump = form.querySelector(`[data-jump="${CSS.escape(question.dataset.question)}"]`);
      if (!jump) continue;
      jump.className = question.dataset.finished === "1" ? "done" : "";
      jump.querySelector("[data-word]").textContent = question.dataset.finished === "1" ? words.done : words.open;
    }
    const bar = place.querySelector("progress");
    bar.value = done;
    bar.setAttribute("aria-label", text);
    place.querySelector("p").textContent = text;
  }

  // Handing in, or going to another page, by script first, so that a lost signal leaves this page standing; a page to show is
  // fetched in the ordinary way.
  async function hand() {
    if (sending) return;
    if (elsewhere && !confirmed) {
      stopped = true;
      location.assign(`${location.pathname}?question=${encodeURIComponent(elsewhere)}#cau-${elsewhere}`);
      return;
    }
    sending = true;
    let again = 0;
    try {
      const fields = new URLSearchParams(goal.fields);
      const refused = [...told].some(([question, said]) => said.kind === "unsent" && !unsent.has(question));
      const response = refused ? null : await post(goal.address, fields, "application/x-www-form-urlencoded");
      if (response && response.ok) {
        stopped = true;
        if (goal.last) forgetAttempt(words.account, words.attempt).catch(() => null);
        arrive((await response.json()).to);
        return;
      }
      if (response && response.status >= 500) throw new Error(`status ${response.status}`);
      if (response && (response.status === 401 || response.status === 400)) signedOut();
      else native();
      return;
    } catch {
      offline = true;
      again = later();
    }
    sending = false;
    tellConnection();
    timer = setTimeout(() => (unsent.size > 0 ? send() : hand()), again);
  }

  // Without signal the next page would be the browser's own words: what has been done is said, and it opens by itself later.
  function arrive(to) {
    if (navigator.onLine) {
      open(to);
      return;
    }
    line.textContent = `${goal.last ? words.handed : words.going} `;
    const link = document.createElement("a");
    link.href = to;
    link.textContent = words.onward;
    line.append(link);
    window.addEventListener("online", () => open(to), { once: true });
  }

  // What the server has is not sent again. What it refused is: it answers with the page and what to correct, and nothing older
  // is handed in instead.
  function native() {
    for (const question of form.querySelectorAll("[data-question]")) {
      const refused = told.has(question) && told.get(question).kind === "unsent";
      if (!unsent.has(question) && !refused) question.disabled = true;
    }
    stopped = true;
    for (const [name, value] of goal.last ? [] : goal.fields) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    form.action = goal.address;
    form.submit();
  }

  function handIn() {
    aim({ address: words.submit, fields: [...(confirmed ? [["confirmed", "1"]] : []), ...(over ? [["over", "1"]] : [])], waiting: words.waiting, last: true });
  }

  function goTo(button) {
    const fields = [[button.name, button.value], ["page", form.elements.page ? form.elements.page.value : "1"]];
    aim({ address: form.action, fields, waiting: words.going, last: false });
  }

  function aim(next) {
    for (const question of [...typing.keys()]) change(question);
    if (quarrels.size > 0 && !confirmed) {
      quarrels.keys().next().value.scrollIntoView();
      return;
    }
    goal = next;
    clearTimeout(timer);
    if (unsent.size === 0) hand();
    else send();
  }

  function reload() {
    stopped = true;
    location.reload();
  }

  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    // Pressing a button ends the typing before the button is let go; what it does saves, and so does the pause.
    if (question && !(pressed && typing.has(question))) change(question);
  });
  document.addEventListener("pointerdown", () => { pressed = true; });
  for (const ended of ["pointerup", "pointercancel"]) document.addEventListener(ended, () => { pressed = false; });
  form.addEventListener("input", (event) => {
    if (!isText(event.target)) return;
    const question = event.target.closest("[data-question]");
    if (!question || stopped || quarrels.has(question)) return;
    say(question, words.unsaved, "unsent");
    soon(question);
  });
  // Enter in a field saves it; it does not hand in the paper.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text" || stopped) return;
    event.preventDefault();
    change(event.target.closest("[data-question]"));
  });
  form.addEventListener("submit", (event) => {
    if (stopped) return;
    if (event.submitter && event.submitter.dataset.check) {
      // The whole page goes with it, and comes back with what the server said of this one answer.
      stopped = true;
      return;
    }
    event.preventDefault();
    if (event.submitter && "go" in event.submitter.dataset) goTo(event.submitter);
    else handIn();
  });
  document.addEventListener("lms:time-is-up", () => {
    if (stopped) return;
    confirmed = true;
    over = true;
    handIn();
  });
  window.addEventListener("online", () => (goal && unsent.size === 0 ? hand() : send()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const question of [...typing.keys()]) change(question);
    else send();
  });
  window.addEventListener("beforeunload", (event) => {
    const safe = [...unsent.values()].every((entry) => entry.kept);
    if (!stopped && (!safe || typing.size > 0)) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    // Back from the browser's memory: the server knows better what is saved and whether the paper is still open.
    if (event.persisted) location.reload();
  });

  // The server's own page may ask for a choice; and what an earlier page could not send is sent now, as the save it was.
  for (const box of form.querySelectorAll("[data-other]")) {
    const question = box.closest("[data-question]");
    choose(question, entryOf(question, read(question)));
  }
  kept(words.account, words.attempt).then((entries) => {
    for (const entry of entries) {
      const question = form.querySelector(`[data-question="${CSS.escape(entry.question)}"]`) || ofAnotherPage(entry.question);
      if (question && question.dataset.settled) forget(entry).catch(() => null);
      if (question.dataset.settled || unsent.has(question) || quarrels.has(question) || typing.has(question)) continue;
      if (form.contains(question)) write(question, entry.value);
      unsent.set(question, { ...entry, kept: true });
      say(question, words.saving, "unsent");
    }
    send();
  }).catch(() => null);
}

// Stands for a question that this page does not show, while what the device kept for it is sent.
function ofAnotherPage(id) {
  const question = document.createElement("fieldset");
  question.dataset.question = id;
  for (const name of ["status", "echo"]) question.appendChild(document.createElement("p")).dataset[name] = "";
  return question;
}

// An address of this very page only moves within it, unless it is loaded anew.
function open(to) {
  const same = new URL(to, location.href);
  const reloads = same.pathname === location.pathname && same.search === location.search;
  location.assign(to);
  if (reloads) location.reload();
}

function isText(field) {
  return field.type === "text" || field.tagName === "TEXTAREA";
}

// The fields of a question as one value: by name where there are several selects or text fields.
function read(question) {
  const kind = question.dataset.kind;
  if (question.dataset.several) {
    const given = {};
    for (const field of question.querySelectorAll("select, input[type=text]")) {
      if (field.value) given[field.name.split(".").pop()] = field.value;
    }
    return given;
  }
  if (kind === "multiple") return Array.from(question.querySelectorAll(":checked"), (box) => box.value);
  const text = question.querySelector("input[type=text], textarea");
  if (text) return text.value;
  const checked = question.querySelector("input:checked");
  return checked ? checked.value : null;
}

// The way back: an answer kept on the device into its fields.
function write(question, value) {
  const chosen = Array.isArray(value) ? value : [value];
  for (const field of question.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = chosen.includes(field.value);
    else if (value !== null && typeof value === "object") field.value = value[field.name.split(".").pop()] || "";
    else field.value = value || "";
  }
}

function empty(value) {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}
