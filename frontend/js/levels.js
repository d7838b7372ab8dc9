// One tap gives a level to every row of a rubric: most work is alike in all of it. Each row can be changed afterwards.
export default function levels(bar) {
  const form = bar.closest("form");
  const words = bar.querySelector("[data-said]");
  for (const button of bar.querySelectorAll("[data-level]")) {
    button.addEventListener("click", () => {
      for (const choice of form.querySelectorAll(`.levels input[value="${button.dataset.level}"]`)) choice.checked = true;
      words.textContent = button.dataset.words;
    });
  }
  // A row changed by hand: not every row has that level any more.
  form.addEventListener("change", () => { words.textContent = ""; });
  bar.hidden = false;
}
