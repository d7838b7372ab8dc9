// A list of what is under way is fetched again every so many seconds. It stays as it is while somebody is in it with the keyboard,
// while the page is not looked at, and while there is no connection.
export default function live(list) {
  const timer = setInterval(look, Number(list.dataset.again) * 1000);

  async function look() {
    if (document.hidden || list.contains(document.activeElement)) return;
    try {
      const response = await fetch(window.location.href, { credentials: "same-origin" });
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const made = page.querySelector("[data-module~='live']");
      // Nobody is at work any more: this is the last look.
      if (!made) {
        clearInterval(timer);
        window.location.reload();
        return;
      }
      if (!list.contains(document.activeElement)) list.replaceChildren(...document.adoptNode(made).childNodes);
    } catch {
      // The next look may find a connection.
    }
  }
}
