// A film that was chosen: where to go on, speed, jumping by the transcript, a new link to the store when the old one has run out, and
// what was really played, told to the server. Without script the browser's own player does the playing.
import { leaveWith, tellServer } from "./beats.js";

const BEAT = 15000;
const MOST_SPANS = 100;
const SPEED = "lms.toc-do";
const RENEWALS = 3;
const HLS = "application/vnd.apple.mpegurl";

export default function playing(film) {
  const block = film.closest(".player");
  const line = block.querySelector("[data-line]");
  const words = JSON.parse(film.dataset.words);
  const start = Number(film.dataset.start) / 1000;
  const streamed = stream(film, start);
  resume(film, line, words, start);
  speed(film, block);
  jumps(film, block);
  failing(film, line, words, streamed);
  if (film.dataset.mark) watch(film, line, words);
}

// Automatic quality where the browser plays no HLS itself: the script for it is fetched now, after the choice.
function stream(film, start) {
  const list = film.querySelector(`source[type="${HLS}"]`);
  if (!list || film.canPlayType(HLS)) return false;
  const [address, plain] = Array.from(film.querySelectorAll("source"), (source) => source.src);
  for (const source of film.querySelectorAll("source")) source.remove();
  const without = () => { film.src = plain; };
  import("./stream.js").then(({ attach }) => attach(film, address.split("#")[0], start, without)).catch(without);
  return true;
}

function clockOf(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function add(line, text, word, deed) {
  line.textContent = `${text} `;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.textContent = word;
  button.addEventListener("click", () => {
    line.textContent = "";
    deed();
  });
  line.append(button);
}

function resume(film, line, words, start) {
  if (!start) return;
  // The address says where to begin (#t=); not every player listens.
  film.addEventListener("loadedmetadata", () => {
    if (Math.abs(film.currentTime - start) > 1) film.currentTime = start;
  }, { once: true });
  if (!film.dataset.resumed) return;
  add(line, words.resumed.replace("{time}", clockOf(start)), words.restart, () => {
    film.currentTime = 0;
    film.focus();
  });
}

function speed(film, block) {
  const select = block.querySelector("[data-speed]");
  const set = () => { film.defaultPlaybackRate = film.playbackRate = Number(select.value); };
  select.parentElement.hidden = false;
  try {
    const kept = localStorage.getItem(SPEED);
    if (kept && Array.from(select.options).some((option) => option.value === kept)) select.value = kept;
  } catch {
    // Private windows keep nothing.
  }
  set();
  select.addEventListener("change", () => {
    set();
    try {
      localStorage.setItem(SPEED, select.value);
    } catch {
      // As above.
    }
  });
}

function jumps(film, block) {
  block.addEventListener("click", (event) => {
    const moment = event.target.closest("[data-at]");
    if (!moment) return;
    event.preventDefault();
    const jump = () => { film.currentTime = Number(moment.dataset.at); };
    if (film.readyState > 0) jump();
    else film.addEventListener("loadedmetadata", jump, { once: true });
    film.play().catch(() => null);
    film.focus();
  });
}

// A link to the store is good for minutes; a film that stands longer asks for a new one and goes on where it was. What cannot be
// loaded is said, with a button.
function failing(film, line, words, streamed) {
  let left = RENEWALS;
  let reached = Number(film.dataset.start) / 1000;
  let wanted = false; // whether somebody wants it to play: a player that fails may pause by itself

  function reload() {
    const source = film.querySelector("source");
    const at = reached;
    film.addEventListener("loadedmetadata", () => { film.currentTime = at; }, { once: true });
    // Another address, or the browser goes back to the link that it was led to before.
    if (source) source.src = `${source.src.split(/[?#]/)[0]}?lan=${Date.now()}`;
    film.load();
    if (wanted) film.play().catch(() => null);
  }

  function failed() {
    if (!streamed && left > 0 && reached > 0 && navigator.onLine) {
      left -= 1;
      reload();
      return;
    }
    add(line, words.failed, words.again, () => {
      left = RENEWALS;
      wanted = true;
      if (streamed) location.reload();
      else reload();
    });
  }

  film.addEventListener("error", failed);
  film.addEventListener("lms:failed", failed);
  // Before anything plays it is the last <source> that is told; and the film may have failed before this script was there.
  const sources = film.querySelectorAll("source");
  if (sources.length > 0) sources[sources.length - 1].addEventListener("error", failed);
  if (film.error || film.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) failed();
  film.addEventListener("play", () => { wanted = true; });
  film.addEventListener("pause", () => { if (!film.error) wanted = false; });
  film.addEventListener("seeking", () => { if (film.readyState > 0) reached = film.currentTime; });
  film.addEventListener("timeupdate", () => {
    if (film.paused || film.readyState < 3) return;
    reached = film.currentTime;
    left = RENEWALS;
  });
}

// The browser itself knows which stretches have been played; what was jumped over is in none of them.
function watch(film, line, words) {
  const client = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let before = []; // of earlier links to the store
  let now = [];
  let told = "";
  let seq = 0;
  let sent = performance.now();

  function look() {
    const { played } = film;
    now = Array.from({ length: played.length }, (_, index) => [Math.floor(played.start(index) * 1000), Math.ceil(played.end(index) * 1000)]);
  }

  function beat() {
    look();
    const spans = before.concat(now).filter(([from, to]) => to > from).slice(-MOST_SPANS);
    const position = Math.round(film.currentTime * 1000);
    const text = JSON.stringify([spans, position]);
    if (spans.length === 0 || film.readyState === 0 || text === told) return null;
    told = text;
    sent = performance.now();
    seq += 1;
    const { account, mark, send: address } = film.dataset;
    return { account, client, seq, address, mark, spans, position, at: Date.now() };
  }

  function tell() {
    const made = beat();
    if (made === null) return;
    tellServer(made).then((said) => {
      if (said) line.textContent = (said.done ? words.done : words.watched).replace("{percent}", said.percent);
    }, (failure) => {
      told = "";
      line.textContent = failure.signedOut ? words.signed_out : words.kept;
    });
  }

  function leave() {
    const made = beat();
    if (made !== null) leaveWith(made);
  }

  film.addEventListener("timeupdate", () => {
    look();
    if (performance.now() - sent > BEAT) tell();
  });
  film.addEventListener("emptied", () => {
    before = before.concat(now);
    now = [];
  });
  film.addEventListener("pause", tell);
  film.addEventListener("ended", tell);
  window.addEventListener("online", tell);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
}
