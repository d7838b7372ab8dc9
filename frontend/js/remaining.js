// The minutes left, from the server's count at the time the page was made. The phone's clock only measures how long ago that was,
// so that a wrong clock does no harm. More time may have been given meanwhile: the page asks a few times towards the end, and when
// it is looked at again. At the end it hands in what it holds.
const GRACE = 30;
const ASK_AT = [600, 300, 60]; // seconds left
const ASK_PAUSE = 60000;

export default function remaining(place) {
  const words = place.dataset;
  const left = place.querySelector("[data-left]");
  let end = Date.now() + Number(words.seconds) * 1000;
  let timer = 0;
  let over = false;
  let before = Number(words.seconds);
  let asked = Date.now();

  function long(minutes) {
    const hours = Math.floor(minutes / 60);
    if (hours >= 48) return words.days.replace("{days}", Math.floor(hours / 24));
    return hours >= 3 ? words.hours.replace("{hours}", hours) : words.words.replace("{minutes}", minutes);
  }

  function show() {
    clearTimeout(timer);
    const seconds = Math.ceil((end - Date.now()) / 1000);
    const text = seconds <= 0 ? words.over : seconds < 60 ? words.last : long(Math.floor(seconds / 60));
    if (left.textContent !== text) left.textContent = text;
    if (ASK_AT.some((at) => seconds <= at && at < before)) ask();
    before = seconds;
    if (seconds <= 0 && !over) {
      over = true;
      document.dispatchEvent(new CustomEvent("lms:time-is-up"));
    }
    // The server ends the attempt by itself; this page then shows the result.
    if (seconds <= -GRACE - 2) window.location.reload();
    else timer = setTimeout(show, seconds > 0 ? Math.min(((seconds % 60) + 0.2) * 1000, seconds * 1000) : (seconds + GRACE + 3) * 1000);
  }

  async function ask() {
    asked = Date.now();
    try {
      const response = await fetch(words.again, { credentials: "same-origin" });
      if (!response.ok || response.redirected) return;
      const now = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-module~=remaining]");
      if (!now || over) return;
      end = Date.now() + Number(now.dataset.seconds) * 1000;
      place.querySelector("b").textContent = now.querySelector("b").textContent;
      show();
    } catch {
      // Without a connection the time known stands; the server is asked once more when the page hands in.
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !over && Date.now() - asked > ASK_PAUSE) ask();
    show();
  });
  show();
}
