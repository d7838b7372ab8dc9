// A link to a confirmation page opens that page's question in a dialog. If anything fails, the link is simply followed.
export default function confirm(link) {
  if (typeof HTMLDialogElement === "undefined") return;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(link.href).catch(() => window.location.assign(link.href));
  });
}

async function ask(address) {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${response.status} for ${address}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const question = page.querySelector("main .narrow");
  const dialog = document.createElement("dialog");
  const title = question.querySelector("h1");
  const heading = document.createElement("h2");
  heading.id = "confirm-title";
  heading.textContent = title.textContent;
  title.replaceWith(heading);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(...document.adoptNode(question).childNodes);
  for (const form of dialog.querySelectorAll("form[action='']")) form.action = address;
  const back = dialog.querySelector("a.btn");
  if (back) back.addEventListener("click", (event) => { event.preventDefault(); dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.dispatchEvent(new CustomEvent("lms:inserted", { bubbles: true }));
  dialog.showModal();
}
