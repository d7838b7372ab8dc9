// Automatic quality for browsers that play no HLS themselves: hls.js in its light build, fetched only when it is needed.
import Hls from "hls.js/light";

const AHEAD = 20; // seconds of film to hold: what is fetched and never seen is paid for too

export function attach(film, address, start, without) {
  if (!Hls.isSupported()) {
    without();
    return;
  }
  const from = start || -1;
  const hls = new Hls({ autoStartLoad: false, startPosition: from, enableWorker: false, maxBufferLength: AHEAD, maxMaxBufferLength: AHEAD * 2, capLevelToPlayerSize: true });
  hls.on(Hls.Events.ERROR, (event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else film.dispatchEvent(new CustomEvent("lms:failed"));
  });
  hls.loadSource(address);
  hls.attachMedia(film);
  // The lists are small; segments are fetched only once somebody plays.
  const begin = () => hls.startLoad(from);
  if (film.paused) film.addEventListener("play", begin, { once: true });
  else begin();
}

export default function stream() {}
