// Copies the text of the element that data-copy names, ready to be pasted into Zalo, and says so on the button.
// Old WebViews have no clipboard for pages: there the text is selected and copied the old way, and stays selected to be copied by hand.
function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

export default function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  const live = document.createElement("span");
  live.className = "unseen";
  live.setAttribute("role", "status");
  button.after(live);
  button.hidden = false;
  button.addEventListener("click", async () => {
    let copied = false;
    try {
      await navigator.clipboard.writeText(source.textContent);
      copied = true;
    } catch {
      select(source);
      copied = document.execCommand("copy");
    }
    if (!copied) return;
    button.textContent = button.dataset.done;
    live.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; live.textContent = ""; }, 4000);
  });
}
