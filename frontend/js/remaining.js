// The minutes left, from the server's count at the time the page was made. The phone's clock only measures how long ago that was,
// so that a wrong clock does no harm. At the end the page hands in what it holds.
const GRACE = 30;

export default function remaining(place) {
  const words = place.dataset;
  const left = place.querySelector("[data-left]");
  const end = Date.now() + Number(words.seconds) * 1000;
  let timer = 0;
  let over = false;

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
    if (seconds <= 0 && !over) {
      over = true;
      document.dispatchEvent(new CustomEvent("lms:time-is-up"));
    }
    // The server ends the attempt by itself; this page then shows the result.
    if (seconds <= -GRACE - 2) window.location.reload();
    else timer = setTimeout(show, seconds > 0 ? Math.min(((seconds % 60) + 0.2) * 1000, seconds * 1000) : (seconds + GRACE + 3) * 1000);
  }
  document.addEventListener("visibilitychange", show);
  show();
}
