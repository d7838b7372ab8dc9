// Practical work: the text is saved as it is typed; each photo is made small here, upright and without what the camera wrote, and
// sent when there is a network. What is not with the server yet stays on this device under the account; see device.js. "Sent" and
// "saved" are said only after the server said so. Without this script the form has a Save button and the server makes photos small.
import { forgetWork, keepWork, keptWork } from "./device.js";

const LIMIT = 300000;
const EDGES = [1600, 1200, 900, 600];
const QUALITIES = [0.8, 0.7, 0.6, 0.5];
const TYPING_PAUSE = 900;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TIMEOUT = 20000;
const UPLOAD_TIMEOUT = 120000;

export default function photos(form) {
  const words = form.dataset;
  const text = form.elements.text;
  const list = form.querySelector("[data-photos]");
  const input = form.querySelector("input[type=file]");
  const line = form.querySelector("[data-line]");
  const photoLine = form.querySelector("[data-photo-line]"); // what is said of files, beside the field that takes them
  const textStatus = form.querySelector("[data-text-status]");
  const waiting = new Map(); // client id -> { blob, item, kept }
  let draft = null; // what is written and not yet saved: { text, save_id, base, kept }
  let pause = 0; // the timer of typing
  let timer = 0; // the timer of the next try
  let wait = FIRST_WAIT;
  let busy = false;
  let stopped = false;
  let moved = false; // whether the server has yet to be told the order of the photos
  let goal = null; // the button that sends the work once everything is with the server

  form.querySelector("[data-save]").hidden = true;
  // Photos go by themselves: the form must not carry them a second time.
  if (input) input.removeAttribute("name");

  function token() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function sayText(words_, kind) {
    textStatus.textContent = words_;
    textStatus.className = kind;
  }

  function sayPhoto(item, words_) {
    item.querySelector("[data-status]").textContent = words_;
  }

  async function ask(address, body) {
    const response = await reach(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      body: JSON.stringify(body),
    }, TIMEOUT);
    if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
    if (response.status === 401 || response.status === 400) signedOut();
    const reply = await response.json().catch(() => ({}));
    return { ok: response.ok, status: response.status, reply };
  }

  function reach(address, options, limit) {
    const control = new AbortController();
    const clock = setTimeout(() => control.abort(), limit);
    return fetch(address, { ...options, signal: control.signal }).finally(() => clearTimeout(clock));
  }

  function signedOut() {
    stopped = true;
    line.textContent = `${words.signedOut} `;
    const link = document.createElement("a");
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = words.signIn;
    line.append(link);
  }

  // The text.

  function typed() {
    clearTimeout(pause);
    pause = 0;
    if (stopped || (draft && draft.text === text.value)) return;
    hold({ text: text.value, save_id: token(), base: Number(form.elements.base.value) });
    go();
  }

  function hold(entry) {
    draft = entry;
    sayText(words.saving, "unsent");
    keepWork({ account: words.account, work: words.work, part: "text", ...entry })
      .then(() => { entry.kept = true; })
      .catch(() => null);
  }

  async function saveText() {
    const entry = draft;
    const { ok, status, reply } = await ask(`${words.work}/draft`, { text: entry.text, save_id: entry.save_id, base: entry.base });
    if (stopped) return;
    if (ok) {
      form.elements.base.value = reply.version;
      if (draft !== entry) {
        // Changed while it was on its way: what is newer rests on what has just been saved.
        hold({ ...draft, base: reply.version });
        return;
      }
      draft = null;
      forgetWork(words.account, words.work, "text").catch(() => null);
      sayText(words.saved, "saved");
    } else if (status === 409 && "text" in reply) {
      draft = null;
      overtaken(entry, reply);
    } else {
      draft = null;
      stopped = true;
      sayText(reply.error || words.failed, "unsent");
    }
  }

  // Another page has saved something newer: both stand here until the learner has chosen.
  function overtaken(entry, reply) {
    goal = null;
    sayText(words.overtaken, "unsent");
    const box = document.createElement("div");
    box.className = "box";
    for (const part of reply.text.split("\n")) box.appendChild(document.createElement("p")).textContent = part;
    const mine = box.appendChild(button(words.mine));
    const theirs = box.appendChild(button(words.theirs));
    textStatus.after(box);
    const choose = (value) => {
      box.remove();
      form.elements.base.value = reply.version;
      text.value = value;
      hold({ text: value, save_id: token(), base: reply.version });
      go();
    };
    mine.addEventListener("click", () => choose(text.value));
    theirs.addEventListener("click", () => choose(reply.text));
  }

  function button(words_) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = words_;
    return made;
  }

  // The photos.

  async function choose(files) {
    const unread = []; // the names of files that are no photos, and of those for which there is no room
    const extra = [];
    photoLine.textContent = "";
    for (const file of files) {
      if (list.children.length >= Number(words.most)) {
        extra.push(`“${file.name}”`);
        continue;
      }
      const id = token();
      const item = place(id);
      sayPhoto(item, words.shrinking);
      try {
        const { blob, canvas } = await shrink(file);
        show(item, canvas);
        add(id, blob, item);
      } catch {
        item.remove();
        number();
        unread.push(`“${file.name}”`);
      }
    }
    if (unread.length + extra.length > 0) {
      photoLine.textContent = [[words.noPhoto, unread], [words.full, extra]]
        .filter(([, names]) => names.length > 0).map(([said, names]) => said.replace("{names}", names.join(", "))).join(" ");
    }
    go();
  }

  function place(id) {
    const item = document.createElement("li");
    item.dataset.photo = id;
    item.appendChild(document.createElement("b"));
    const status = item.appendChild(document.createElement("span"));
    status.className = "meta";
    status.dataset.status = "";
    status.setAttribute("role", "status");
    const moves = item.appendChild(document.createElement("span"));
    moves.className = "photo-moves";
    for (const [name, into] of [["up", moves], ["down", moves], ["remove", item]]) {
      into.appendChild(button(words[name])).name = name;
    }
    list.append(item);
    number();
    return item;
  }

  // Names follow the places; the first goes no further up, the last no further down.
  function number() {
    for (const [index, item] of Array.from(list.children).entries()) {
      const name = words.photoName.replace("{number}", index + 1);
      const shown = item.querySelector("b, img, canvas");
      if (shown.tagName === "B") shown.textContent = name;
      else shown.setAttribute(shown.tagName === "IMG" ? "alt" : "aria-label", name);
      for (const one of item.querySelectorAll("button")) one.setAttribute("aria-label", `${words[one.name]}: ${name}`);
      item.querySelector("[name=up]").disabled = index === 0;
      item.querySelector("[name=down]").disabled = index === list.children.length - 1;
    }
  }

  function move(item, pressed) {
    if (pressed.name === "up") item.previousElementSibling.before(item);
    else item.nextElementSibling.after(item);
    number();
    (pressed.disabled ? item.querySelector("[name=up]:enabled, [name=down]:enabled") : pressed).focus();
    moved = true;
    go();
  }

  async function sendOrder() {
    const order = Array.from(list.children, (item) => item.dataset.photo);
    const { ok, reply } = await ask(`${words.work}/order`, { order });
    if (stopped) return;
    moved = order.some((id, index) => !list.children[index] || list.children[index].dataset.photo !== id);
    line.textContent = ok ? words.moved : reply.error || words.failed;
  }

  function show(item, canvas) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", item.querySelector("b").textContent);
    item.querySelector("b").replaceWith(canvas);
  }

  function add(id, blob, item) {
    const entry = { blob, item };
    waiting.set(id, entry);
    sayPhoto(item, words.sending);
    keepWork({ account: words.account, work: words.work, part: id, blob })
      .then(() => { entry.kept = true; })
      .catch(() => null);
  }

  async function sendPhoto(id, entry) {
    sayPhoto(entry.item, words.sending);
    const begun = await ask(`${words.work}/photos`, { client_id: id, size: entry.blob.size });
    if (stopped || !waiting.has(id)) return;
    if (!begun.ok) return refused(id, entry, begun.reply.error);
    entry.item.dataset.url = begun.reply.remove;
    if (begun.reply.upload) {
      const told = await ask(`${begun.reply.upload}/parts`, { want: [1] });
      if (!told.ok) throw new Error(`status ${told.status}`);
      const put = await reach(told.reply.urls["1"], { method: "PUT", body: entry.blob }, UPLOAD_TIMEOUT);
      if (!put.ok) throw new Error(`status ${put.status}`);
      const done = await ask(`${begun.reply.upload}/done`, {});
      if (!done.ok) throw new Error(`status ${done.status}`);
    }
    waiting.delete(id);
    forgetWork(words.account, words.work, id).catch(() => null);
    sayPhoto(entry.item, words.sent);
  }

  function refused(id, entry, error) {
    waiting.delete(id);
    forgetWork(words.account, words.work, id).catch(() => null);
    sayPhoto(entry.item, error || words.failed);
    if (!entry.item.dataset.url) entry.item.dataset.url = "";
  }

  async function removePhoto(item) {
    const id = item.dataset.photo;
    waiting.delete(id);
    forgetWork(words.account, words.work, id).catch(() => null);
    try {
      if (item.dataset.url) {
        const { ok, status, reply } = await ask(item.dataset.url, {});
        if (!ok && status !== 404) {
          sayPhoto(item, reply.error || words.failed);
          return;
        }
      }
      item.remove();
      number();
      photoLine.textContent = "";
      line.textContent = "";
      (input || text).focus();
    } catch {
      sayPhoto(item, words.failed);
    }
  }

  // One thing after the other, the text first; what fails for want of a network is tried again.

  async function go() {
    if (busy || stopped) return;
    busy = true;
    clearTimeout(timer);
    try {
      while (!stopped && (draft || waiting.size > 0 || moved)) {
        if (draft) await saveText();
        else if (waiting.size > 0) await sendPhoto(...waiting.entries().next().value);
        else await sendOrder();
        wait = FIRST_WAIT;
      }
      if (!stopped && line.textContent === words.later) line.textContent = "";
      if (goal && !stopped && !draft && !moved && waiting.size === 0) hand();
    } catch {
      if (draft) sayText(draft.kept ? words.kept : words.held, "unsent");
      for (const entry of waiting.values()) sayPhoto(entry.item, entry.kept ? words.waiting : words.unkept);
      if (goal) line.textContent = words.later;
      timer = setTimeout(go, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    busy = false;
  }

  function hand() {
    stopped = true;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = goal.name;
    field.value = goal.value;
    form.append(field);
    form.submit();
  }

  text.addEventListener("input", () => {
    if (stopped) return;
    sayText(words.saving, "unsent");
    clearTimeout(pause);
    pause = setTimeout(typed, TYPING_PAUSE);
  });
  if (input) {
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      input.value = "";
      choose(files);
    });
    list.addEventListener("click", (event) => {
      const pressed = event.target.closest("[name=up], [name=down], [name=remove]");
      if (!pressed) return;
      event.preventDefault();
      if (pressed.name === "remove") removePhoto(pressed.closest("li"));
      else move(pressed.closest("li"), pressed);
    });
  }
  form.addEventListener("submit", (event) => {
    if (stopped) return;
    event.preventDefault();
    if (pause) typed();
    if (!event.submitter || event.submitter.name !== "send") return;
    goal = event.submitter;
    go();
  });
  window.addEventListener("online", go);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && pause) typed();
    else go();
  });
  window.addEventListener("beforeunload", (event) => {
    const kept = (!draft || draft.kept) && [...waiting.values()].every((entry) => entry.kept);
    if (!stopped && (pause || moved || !kept)) event.preventDefault();
  });

  // What an earlier page could not send.
  keptWork(words.account, words.work).then(async (entries) => {
    for (const entry of entries) {
      if (entry.part === "text") {
        if (draft || pause) continue;
        text.value = entry.text;
        draft = { text: entry.text, save_id: entry.save_id, base: entry.base, kept: true };
        sayText(words.saving, "unsent");
        continue;
      }
      if (waiting.has(entry.part) || !list) continue;
      const known = list.querySelector(`[data-photo="${CSS.escape(entry.part)}"]`);
      if (known && known.dataset.state !== "awaiting") {
        forgetWork(words.account, words.work, entry.part).catch(() => null);
        continue;
      }
      const item = known || place(entry.part);
      const { canvas } = await drawn(entry.blob, EDGES[0]).catch(() => ({}));
      if (canvas) show(item, canvas);
      waiting.set(entry.part, { blob: entry.blob, item, kept: true });
      sayPhoto(item, words.sending);
    }
    go();
  }).catch(() => null);
}

// A JPEG that a weak network carries. The canvas keeps pixels and nothing else: no place, no time, no camera.
async function shrink(file) {
  let made;
  for (const [step, edge] of EDGES.entries()) {
    made = await drawn(file, edge);
    made.blob = await new Promise((resolve) => { made.canvas.toBlob(resolve, "image/jpeg", QUALITIES[step]); });
    if (made.blob && made.blob.size <= LIMIT) return made;
  }
  throw new Error("no smaller picture can be made");
}

async function drawn(file, edge) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return { canvas };
}
