// Captions as rows: from, to, words, and "listen to this". The text area stays the form's one field: rows are written into it when it is
// sent, and text that is not plain captions stays text. Deleting a row can be taken back.
const MOST = 500;
const TIME = /^(\d+):(\d\d):(\d\d)[.,](\d{1,3})$/;

function read(text) {
  const cues = [];
  for (const block of text.replace(/\r/g, "").split(/\n\n+/)) {
    const lines = block.split("\n").filter((one) => one.trim());
    if (!lines.length || (lines.length === 1 && lines[0].startsWith("WEBVTT"))) continue;
    const times = lines[0].split(" --> ");
    if (times.length !== 2 || !times.every((one) => TIME.test(one)) || /[<>]/.test(lines.slice(1).join(""))) return null;
    cues.push({ start: times[0], end: times[1], text: lines.slice(1).join("\n").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&") });
  }
  return cues;
}

function seconds(text) {
  const found = TIME.exec(text.trim());
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]) + Number(`0.${found[4]}`) : null;
}

function clock(value) {
  const ms = Math.round(value * 1000);
  const two = (count) => String(count).padStart(2, "0");
  return `${two(Math.floor(ms / 3600000))}:${two(Math.floor(ms / 60000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n\s*\n/g, "\n");

export default function captions(form) {
  const words = JSON.parse(form.dataset.words);
  const area = form.elements.vtt;
  const field = area.closest(".field");
  const player = document.getElementById("sound");
  const rows = document.createElement("div");
  const flip = button("", () => (rows.hidden ? asRows() : asText()));
  const undo = button(words.back, takeBack);
  let dropped, made = 0, stopAt = null;

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function input(label, value, tag, id) {
    const box = document.createElement("div");
    const name = document.createElement("label");
    const entry = document.createElement(tag);
    box.className = "field";
    name.textContent = label;
    name.htmlFor = entry.id = id;
    entry.value = value;
    entry.autocomplete = "off";
    box.append(name, entry);
    return [box, entry];
  }

  function row(cue) {
    const number = ++made;
    const group = document.createElement("div");
    const times = document.createElement("div");
    const deeds = document.createElement("p");
    group.className = "cue";
    group.setAttribute("role", "group");
    times.className = "times";
    deeds.className = "row";
    const [from, start] = input(words.start, cue.start, "input", `from-${number}`);
    const [to, end] = input(words.end, cue.end, "input", `to-${number}`);
    const [said, text] = input(words.text, cue.text, "textarea", `said-${number}`);
    start.inputMode = end.inputMode = "text";
    times.append(from, to);
    if (player) deeds.append(button(words.listen, () => listen(start.value, end.value)));
    deeds.append(
      button(words.add, () => {
        const at = seconds(end.value) || 0;
        const fresh = row({ start: clock(at), end: clock(at + 3), text: "" });
        group.after(fresh);
        count();
        fresh.querySelector("textarea").focus();
      }),
      button(words.drop, () => {
        dropped = { group, before: group.previousElementSibling };
        group.remove();
        undo.hidden = false;
        undo.focus();
        count();
      }),
    );
    group.append(times, said, deeds);
    group.cue = () => ({ start: start.value.trim(), end: end.value.trim(), text: text.value });
    return group;
  }

  function count() {
    [...rows.children].forEach((group, index) => group.setAttribute("aria-label", words.row.replace("{n}", index + 1)));
  }

  function takeBack() {
    if (dropped.before && dropped.before.isConnected) dropped.before.after(dropped.group);
    else rows.prepend(dropped.group);
    undo.hidden = true;
    count();
    dropped.group.querySelector("textarea").focus();
  }

  function listen(from, to) {
    const start = seconds(from);
    if (start === null) return;
    const play = () => {
      player.currentTime = start;
      stopAt = seconds(to);
      player.play().catch(() => undefined);
    };
    if (player.readyState) play();
    else {
      player.addEventListener("loadedmetadata", play, { once: true });
      player.load();
    }
  }
  if (player) player.addEventListener("timeupdate", () => {
    if (stopAt !== null && player.currentTime >= stopAt) {
      stopAt = null;
      player.pause();
    }
  });

  function write() {
    const cues = [...rows.children].map((group) => group.cue()).filter((cue) => cue.text.trim());
    area.value = `WEBVTT\n\n${cues.map((cue) => `${cue.start} --> ${cue.end}\n${escaped(cue.text.trim())}\n`).join("\n")}`;
  }

  function asText() {
    write();
    rows.hidden = true;
    field.hidden = false;
    undo.hidden = true;
    flip.textContent = words.as_rows;
  }

  function asRows() {
    const cues = read(area.value);
    if (!cues || cues.length > MOST) return false;
    rows.replaceChildren(...(cues.length ? cues : [{ start: clock(0), end: clock(3), text: "" }]).map(row));
    count();
    rows.hidden = false;
    field.hidden = true;
    flip.textContent = words.as_text;
    return true;
  }

  rows.hidden = undo.hidden = true;
  const deeds = document.createElement("p");
  deeds.className = "row";
  deeds.append(undo, flip);
  field.after(rows, deeds);
  flip.textContent = words.as_rows;
  asRows();
  form.addEventListener("submit", () => { if (!rows.hidden) write(); });
}
