// Saves each answer as it is given. "Saved" is said only after the server said so; what could not be sent stays in its field
// and is sent again. Without this script the page has a Save button that does the same for all answers at once.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TYPING_PAUSE = 900;
const TIMEOUT = 15000;

export default function attempt(form) {
  const words = form.dataset;
  const line = form.querySelector("[data-line]");
  const saveButton = form.querySelector("[data-save]");
  const submitButton = form.querySelector("[data-submit]");
  const client = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unsent = new Map(); // question element -> { seq, value }
  const typing = new Map(); // question element -> timer
  const told = new Map(); // question element -> { value, text, kind }: what the server last said of it
  let seq = 0;
  let wait = FIRST_WAIT;
  let timer = 0;
  let sending = false;
  let offline = false;
  let stopped = false;
  let submitWhenSent = false;

  saveButton.hidden = true;

  function say(question, text, kind) {
    const status = question.querySelector("[data-status]");
    status.textContent = text;
    status.className = kind;
  }

  function answered(question, save, text, kind) {
    told.set(question, { value: JSON.stringify(save.value), text, kind });
    say(question, text, kind);
  }

  function tellConnection() {
    if (stopped) return;
    if (!offline) line.textContent = "";
    else line.textContent = submitWhenSent ? words.waiting : words.offline.replace("{count}", unsent.size);
  }

  function stop(text) {
    stopped = true;
    clearTimeout(timer);
    line.textContent = text;
    for (const question of unsent.keys()) say(question, words.unsaved, "unsent");
  }

  function change(question) {
    clearTimeout(typing.get(question));
    typing.delete(question);
    if (stopped) return;
    const value = read(question);
    const last = told.get(question);
    if (last && !unsent.has(question) && last.value === JSON.stringify(value)) {
      say(question, last.text, last.kind);
      return;
    }
    seq += 1;
    unsent.set(question, { seq, value });
    say(question, offline ? words.unsaved : words.saving, "unsent");
    if (!offline) send();
    else tellConnection();
  }

  async function send() {
    if (sending || stopped || unsent.size === 0) return;
    sending = true;
    clearTimeout(timer);
    const [question, save] = unsent.entries().next().value;
    let again = 0;
    try {
      const response = await post(question, save);
      if (response.ok) {
        const reply = await response.json();
        if (reply.saved !== true) throw new Error("the answer does not say that it is saved");
        accept(question, save, reply);
      } else if (response.status === 409) {
        stop(words.closed);
      } else if (response.status === 401 || response.status === 400) {
        stop(words.signedOut);
        saveButton.hidden = false;
      } else if (response.status === 422 || response.status === 404 || response.status === 413) {
        await refuse(question, save, response);
      } else {
        throw new Error(`status ${response.status}`);
      }
      offline = false;
      wait = FIRST_WAIT;
    } catch {
      // No network, no time, or a server that is not well: keep everything and come back later.
      offline = true;
      for (const waiting of unsent.keys()) say(waiting, words.unsaved, "unsent");
      again = wait;
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    sending = false;
    tellConnection();
    if (unsent.size > 0) timer = setTimeout(send, again);
    else if (submitWhenSent && !stopped) hand();
  }

  function post(question, save) {
    const control = new AbortController();
    const limit = setTimeout(() => control.abort(), TIMEOUT);
    return fetch(form.action, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      signal: control.signal,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      body: JSON.stringify({ question: question.dataset.question, value: save.value, client, seq: save.seq }),
    }).finally(() => clearTimeout(limit));
  }

  function accept(question, save, reply) {
    // Changed meanwhile: the newer value is still to be sent.
    if (unsent.get(question) !== save) return;
    unsent.delete(question);
    const error = question.querySelector(".err");
    if (error) error.remove();
    answered(question, save, empty(save.value) ? "" : words.saved, "saved");
    question.querySelector("[data-echo]").textContent = reply.echo ? words.echo.replace("{answer}", reply.echo) : "";
    question.dataset.finished = reply.finished ? "1" : "";
    count();
  }

  async function refuse(question, save, response) {
    const reply = await response.json();
    if (unsent.get(question) !== save) return;
    unsent.delete(question);
    question.querySelector("[data-echo]").textContent = "";
    answered(question, save, `${words.unsaved}. ${reply.error}`, "unsent");
  }

  function count() {
    const place = document.querySelector("[data-progress]");
    const questions = form.querySelectorAll("[data-question]");
    const done = Array.from(questions).filter((question) => question.dataset.finished === "1").length;
    const text = place.dataset.words.replace("{done}", done).replace("{total}", questions.length);
    const bar = place.querySelector("progress");
    bar.value = done;
    bar.setAttribute("aria-label", text);
    place.querySelector("p").textContent = text;
  }

  function hand() {
    // What the server has is not sent again: an old page must not overwrite what another one saved. What it refused is sent
    // again: it answers with the page and what to correct, and nothing older is handed in instead.
    for (const question of form.querySelectorAll("[data-question]")) {
      const refused = told.has(question) && told.get(question).kind === "unsent";
      if (!unsent.has(question) && !refused) question.disabled = true;
    }
    submitWhenSent = false;
    stopped = true;
    form.action = submitButton.formAction;
    form.submit();
  }

  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    if (question) change(question);
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    const question = event.target.closest("[data-question]");
    if (!question || stopped) return;
    say(question, words.unsaved, "unsent");
    clearTimeout(typing.get(question));
    typing.set(question, setTimeout(() => change(question), TYPING_PAUSE));
  });
  // Enter in a field saves it; it does not hand in the paper.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text" || stopped) return;
    event.preventDefault();
    change(event.target.closest("[data-question]"));
  });
  form.addEventListener("submit", (event) => {
    if (stopped) return;
    event.preventDefault();
    for (const question of [...typing.keys()]) change(question);
    submitWhenSent = true;
    if (unsent.size === 0) hand();
    else if (!sending) send();
  });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const question of [...typing.keys()]) change(question);
    else send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!stopped && (unsent.size > 0 || typing.size > 0)) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    // Back from the browser's memory: the server knows better what is saved and whether the paper is still open.
    if (event.persisted) location.reload();
  });
}

function read(question) {
  const kind = question.dataset.kind;
  if (kind === "matching" || kind === "ordering") {
    const chosen = {};
    for (const select of question.querySelectorAll("select")) {
      if (select.value) chosen[select.name.split(".").pop()] = select.value;
    }
    return chosen;
  }
  if (kind === "multiple") return Array.from(question.querySelectorAll(":checked"), (box) => box.value);
  if (kind === "numeric" || kind === "short") return question.querySelector("input").value;
  const checked = question.querySelector(":checked");
  return checked ? checked.value : null;
}

function empty(value) {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}
