// Show or hide what is typed. The words come from the page.
export default function password(field) {
  const input = field.querySelector("input");
  const button = document.createElement("button");
  const line = document.createElement("span");
  line.className = "password-line";
  input.replaceWith(line);
  button.type = "button";
  button.className = "btn quiet";
  button.setAttribute("aria-controls", input.id);
  line.append(input, button);

  function show(visible) {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? field.dataset.hide : field.dataset.show;
  }
  button.addEventListener("click", () => show(input.type === "password"));
  // Browsers offer to keep passwords only from a password input.
  if (input.form) input.form.addEventListener("submit", () => show(false));
  show(false);
}
