// The ways to watch a video. A choice is a link to this lesson with the player in it; with script the block changes in place, so that
// the tap that chose may start the film. Which way was chosen is remembered on this device; where the browser saves data, the
// lightest comes first. Nothing of a film is asked for before a choice.
const CHOSEN = "lms.xem";
const WAITING = "lms.beats"; // see beats.js

export default function player(block) {
  const links = Array.from(block.querySelectorAll("[data-choice]"));
  suggest(block, links);
  sendKept(block.dataset.account);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      remember(link.dataset.choice);
      // Automatic quality may need a page that lets a script put a film together; a page of its own is asked for.
      if (link.dataset.choice === "auto") return;
      event.preventDefault();
      show(block, link).catch(() => {
        if (navigator.onLine) location.assign(link.href);
        else say(block, link);
      });
    });
  }
}

function suggest(block, links) {
  if (links.length === 0 || block.querySelector("video, audio, .scenes")) return;
  const saving = navigator.connection && navigator.connection.saveData;
  const wanted = saving ? links[0] : links.find((link) => link.dataset.choice === stored(CHOSEN));
  if (!wanted) return;
  for (const link of links) {
    link.classList.toggle("suggested", link === wanted);
    const why = link.querySelector("[data-why]");
    if (why) why.remove();
  }
  const why = document.createElement("span");
  why.dataset.why = "";
  why.textContent = ` (${saving ? block.dataset.saving : block.dataset.likely})`;
  wanted.append(why);
}

// What earlier pages could not tell the server; most pages have nothing to send and need not fetch what sends it.
function sendKept(account) {
  if (account && stored(WAITING)) import("./beats.js").then((beats) => beats.sendKept(account)).catch(() => null);
}

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // private windows keep nothing
  }
}

function remember(choice) {
  try {
    localStorage.setItem(CHOSEN, choice);
  } catch {
    // As above: the choice is offered again.
  }
}

async function show(block, link) {
  link.setAttribute("aria-disabled", "true");
  const response = await fetch(link.href, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(block.id);
  if (!fresh || response.redirected) throw new Error(`no #${block.id} in the answer`);
  for (const other of document.querySelectorAll("video, audio")) other.pause();
  block.replaceWith(document.adoptNode(fresh));
  history.replaceState(null, "", link.href);
  fresh.dispatchEvent(new CustomEvent("lms:inserted", { bubbles: true }));
  const film = fresh.querySelector("video, audio");
  if (film) film.play().catch(() => null);
  const place = film || fresh;
  if (!film) fresh.tabIndex = -1;
  place.focus({ preventScroll: true });
  fresh.scrollIntoView({ block: "nearest" });
}

function say(block, link) {
  link.removeAttribute("aria-disabled");
  const line = document.createElement("p");
  line.className = "unsent";
  line.setAttribute("role", "status");
  line.textContent = block.dataset.offline;
  const old = block.querySelector(".unsent");
  if (old) old.remove();
  block.append(line);
}
