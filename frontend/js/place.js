// The list of communes follows what is typed. The words come from the page; if anything fails, the button still sends the form.
const WAIT = 300;

export default function place(field) {
  const typed = field.querySelector("[name=place_q]");
  const asked = field.querySelector("[name=place_asked]");
  const hits = field.querySelector(".place-hits");
  const button = field.querySelector("[name=find]");
  let timer;
  let latest = 0;

  function radio(code, label, note, checked) {
    const line = document.createElement("label");
    const input = document.createElement("input");
    const words = document.createElement("span");
    line.className = "opt";
    input.type = "radio";
    input.name = "commune_code";
    input.value = code;
    input.checked = checked;
    words.className = "opt-text";
    words.textContent = label;
    if (note) {
      const small = document.createElement("span");
      small.className = "opt-feedback";
      small.textContent = note;
      words.append(small);
    }
    line.append(input, words);
    return line;
  }

  function say(text) {
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = text;
    return line;
  }

  async function look() {
    const name = typed.value.trim();
    const number = ++latest;
    if (name.length < 2) return;
    const response = await fetch(`${field.dataset.url}?q=${encodeURIComponent(name)}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status}`);
    const found = await response.json();
    if (number !== latest) return;
    const kept = [...hits.querySelectorAll(".opt")].filter((line) => line.querySelector("input").checked || line.querySelector("input").value === "");
    const codes = kept.map((line) => line.querySelector("input").value);
    const fresh = found.hits.filter((hit) => !codes.includes(hit.code)).map((hit) => radio(hit.code, hit.label, hit.note, false));
    const none = kept.find((line) => line.querySelector("input").value === "");
    const chosen = kept.filter((line) => line !== none);
    const rest = found.hits.length === 0 ? [say(field.dataset.nothing)] : found.more ? [say(field.dataset.more)] : [];
    hits.replaceChildren(...chosen, ...fresh, none, ...rest);
    asked.value = typed.value;
  }

  function again() {
    // Whatever goes wrong, the button goes back to sending the form.
    look().catch(() => { button.hidden = false; button.type = "submit"; });
  }

  button.type = "button";
  button.addEventListener("click", () => { if (button.type === "button") again(); });
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || button.type !== "button") return;
    event.preventDefault();
    again();
  });
  typed.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(again, WAIT);
  });
}
