// A form is sent once: a second tap while the first is under way does nothing. Without signal the first tap is held back and told,
// so that the page stays; the browser may be wrong about the signal (a server on this very machine), so the next tap goes through.
export default function once(form) {
  let sent = false;
  let told = null;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    if (!navigator.onLine && !told) {
      event.preventDefault();
      told = document.createElement("p");
      told.className = "unsent";
      told.setAttribute("role", "alert");
      told.textContent = document.body.dataset.offline;
      form.append(told);
      return;
    }
    sent = true;
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("online", () => {
    if (told) told.remove();
    told = null;
  });
  // Coming back to the page from the browser's memory: it may be sent again.
  window.addEventListener("pageshow", () => {
    sent = false;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  });
}
