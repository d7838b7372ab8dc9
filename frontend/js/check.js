// A question inside a lesson is answered in place: the form in the server's answer takes this form's place.
export default function check(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const button = event.submitter;
    if (button && button.name) data.append(button.name, button.value);
    answer(form, data).catch(() => (navigator.onLine ? form.submit() : offline(form)));
  });
}

// Sending the form without a network would leave the lesson for the browser's own error page.
function offline(form) {
  const line = form.querySelector("[data-line]");
  line.textContent = form.dataset.offline;
}

async function answer(form, data) {
  const response = await fetch(form.action, {
    method: "POST",
    body: data,
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch" },
  });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(form.id);
  if (!fresh) throw new Error(`no #${form.id} in the answer`);
  form.replaceWith(document.adoptNode(fresh));
  fresh.dispatchEvent(new CustomEvent("lms:inserted", { bubbles: true }));
  const words = fresh.querySelector("[role=status], [role=alert], [aria-invalid]");
  if (words) {
    if (!words.matches("input")) words.tabIndex = -1;
    words.focus({ preventScroll: true });
    words.scrollIntoView({ block: "nearest" });
  }
}
