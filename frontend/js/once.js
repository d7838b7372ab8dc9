// A form is sent once: a second tap while the first is under way does nothing.
export default function once(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  // Coming back to the page from the browser's memory: it may be sent again.
  window.addEventListener("pageshow", () => {
    sent = false;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  });
}
