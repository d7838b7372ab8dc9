// The code of a mailed link stands in the fragment, which no server sees: write it into its field, and take it out of the address.
export default function mailed(form) {
  const input = form.elements.token;
  const field = input.closest(".field");

  function read() {
    const code = location.hash.slice(1);
    if (/^[\w-]{20,}$/.test(code)) {
      input.value = code;
      history.replaceState(null, "", location.pathname);
    }
    if (input.value && !field.classList.contains("bad")) field.hidden = true;
  }
  // The mail may be opened in a tab that shows this page already.
  window.addEventListener("hashchange", read);
  read();
}
