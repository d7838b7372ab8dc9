// A form for many in a row, by keys: Ctrl + Enter sends it; Alt with the key that a link names follows that link. What was typed and
// not sent is asked about before the page is left.
export default function keys(form) {
  const first = values();
  let sent = false;

  function values() {
    return new URLSearchParams(new FormData(form)).toString();
  }
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && values() !== first) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.shiftKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[type=submit]"));
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const link = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
      }
    }
  });
}
