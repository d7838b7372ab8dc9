// "Nghe bài": the phone's own voice reads the lesson. Shown only where the phone has a voice of the lesson's language.

const SIGNS = { "−": " trừ ", "×": " nhân ", "÷": " chia ", "=": " bằng ", "≈": " khoảng ", "≥": " từ ", "≤": " đến ", "→": ", " };
const BLOCKS = "h1, h2, h3, h4, p, li, figcaption, dt, dd, tr";
const SILENT = "form, .footnote, .unseen, [aria-hidden=true], .listen, nav";
const LONGEST = 200; // characters: some Android engines fall silent in longer pieces

export default function speech(place) {
  const engine = window.speechSynthesis;
  const target = document.getElementById(place.dataset.target);
  if (!engine || !target || typeof SpeechSynthesisUtterance === "undefined") return;
  const language = place.dataset.lang || "vi";
  let voice = null;

  function look() {
    if (voice) return;
    voice = engine.getVoices().find((one) => one.lang.toLowerCase().replace("_", "-").startsWith(language)) || null;
    if (voice) start(place, target, engine, voice);
  }
  look();
  // Most phones name their voices a moment after the page asks for the first time.
  if (!voice && engine.addEventListener) engine.addEventListener("voiceschanged", look);
}

function start(place, target, engine, voice) {
  const play = place.querySelector("[data-play]");
  const stop = place.querySelector("[data-stop]");
  const words = play.querySelector("span");
  let pieces = [];
  let next = 0;
  let reading = null;

  function show(state) {
    words.textContent = place.dataset[state === "reading" ? "pause" : state === "paused" ? "resume" : "play"];
    stop.hidden = state === "idle";
  }
  function silence() {
    reading = null;
    engine.cancel();
  }
  function read() {
    if (next >= pieces.length) {
      next = 0;
      silence();
      show("idle");
      return;
    }
    const piece = new SpeechSynthesisUtterance(pieces[next]);
    reading = piece;
    piece.voice = voice;
    piece.lang = voice.lang;
    piece.rate = 0.95;
    piece.onend = () => { if (reading === piece) { next += 1; read(); } };
    piece.onerror = () => { if (reading === piece) { silence(); show("paused"); } };
    engine.speak(piece);
  }

  // Android's own pause() does nothing, so a pause stops after remembering the sentence.
  play.addEventListener("click", () => {
    if (reading) {
      silence();
      show("paused");
      return;
    }
    if (next === 0) pieces = sentences(target);
    engine.cancel();
    show("reading");
    read();
  });
  stop.addEventListener("click", () => {
    next = 0;
    silence();
    show("idle");
    play.focus();
  });
  window.addEventListener("pagehide", silence);
  show("idle");
  place.hidden = false;
}

function sentences(target) {
  const pieces = [];
  for (const block of target.querySelectorAll(BLOCKS)) {
    if (block.closest(SILENT) || block.querySelector(BLOCKS)) continue;
    const cells = block.tagName === "TR" ? [...block.children].map((cell) => cell.textContent.trim()).join(", ") : block.textContent;
    const text = cells.replace(/(\d) : (?=\d)/g, "$1 chia ").replace(/[−×÷=≈≥≤→]/g, (sign) => SIGNS[sign]).replace(/\s+/g, " ").trim();
    for (const sentence of text.replace(/([.!?…:;]) /g, "$1\n").split("\n")) pieces.push(...short(sentence));
  }
  return pieces.filter(Boolean);
}

function short(sentence) {
  const parts = [];
  let rest = sentence;
  while (rest.length > LONGEST) {
    const comma = rest.lastIndexOf(", ", LONGEST);
    const cut = comma > 40 ? comma + 1 : Math.max(rest.lastIndexOf(" ", LONGEST), 40);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  parts.push(rest);
  return parts;
}
