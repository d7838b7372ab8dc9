// A state that moves by itself: the element is fetched again every few seconds and takes the old one's place, until the
// server no longer marks it. What a person is doing elsewhere on the page is left alone.
const PAUSE = 4000;

export default function fresh(element) {
  setTimeout(() => look(element).catch(() => fresh(element)), PAUSE);
}

async function look(element) {
  if (document.hidden) return fresh(element);
  const response = await fetch(element.dataset.fresh, { credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const now = page.getElementById(element.id);
  if (!now.dataset.fresh) {
    // It has come to an end: the rest of the page has something to say too.
    window.location.reload();
    return undefined;
  }
  element.replaceWith(document.adoptNode(now));
  return fresh(now);
}
