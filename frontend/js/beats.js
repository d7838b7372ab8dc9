// Beats: what a player has played since it was opened, told to the server now and then. A beat says everything again, so that one that
// is lost, late or sent twice does no harm. It is kept on this device until the server has it, under the account it belongs to: what
// one page could not send, the next page with a video does.
import { forgetBeat, keepBeat, keptBeats } from "./device.js";

const TIMEOUT = 10000;
const WAITING = "lms.beats"; // whether something waits on this device: pages without a player need not look further

function fields(beat) {
  const form = new URLSearchParams();
  const token = document.querySelector("[name=csrf_token]");
  form.set("csrf_token", token ? token.value : "");
  form.set("mark", beat.mark);
  form.set("spans", beat.spans.map(([from, to]) => `${from}-${to}`).join(" "));
  form.set("position", beat.position);
  form.set("age", Math.max(0, Date.now() - beat.at));
  return form;
}

// What the server says; null for a beat that no sending will help; fails where sending it later may.
async function send(beat) {
  const control = new AbortController();
  const limit = setTimeout(() => control.abort(), TIMEOUT);
  try {
    const response = await fetch(beat.address, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      signal: control.signal,
      headers: { Accept: "application/json" },
      body: fields(beat),
    });
    if (response.ok) return await response.json();
    if ([403, 404, 409, 422].includes(response.status)) return null;
    const failure = new Error(`status ${response.status}`);
    failure.signedOut = response.status === 401 || response.status === 400;
    throw failure;
  } finally {
    clearTimeout(limit);
  }
}

function waiting(some) {
  try {
    if (some) localStorage.setItem(WAITING, "1");
    else localStorage.removeItem(WAITING);
  } catch {
    // Private windows keep nothing.
  }
}

async function sendAll(account, address) {
  let said = null;
  const beats = await keptBeats(account);
  for (const beat of beats.sort((one, other) => one.at - other.at)) {
    const answer = await send(beat);
    if (answer && beat.address === address) said = answer;
    await forgetBeat(beat);
  }
  waiting(false);
  return said;
}

// One after the other, so that a beat kept while others are on their way is sent behind them.
let turn = Promise.resolve();

// Sends everything this account has left on the device; resolves to what the server said of `address`.
export function sendKept(account, address = "") {
  const sent = turn.then(() => sendAll(account, address));
  turn = sent.catch(() => null);
  return sent;
}

// beat: { account, client, seq, address, mark, spans: [[from, to]], position, at }; milliseconds.
export async function tellServer(beat) {
  try {
    await keepBeat(beat);
  } catch {
    return send(beat);
  }
  waiting(true);
  return sendKept(beat.account, beat.address);
}

// Leaving: the browser takes it along on its own. It stays kept, for no page hears whether it arrived.
export function leaveWith(beat) {
  waiting(true);
  keepBeat(beat).catch(() => null);
  if (navigator.sendBeacon) navigator.sendBeacon(beat.address, fields(beat));
}

// data-module="beats" is on nothing: players bring it along.
export default function beats() {}
