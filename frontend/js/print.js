// Opens the browser's print window, after the pictures that were waiting to be scrolled to.
export default function print(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const waiting = [...document.images].filter((picture) => !picture.complete);
    for (const picture of waiting) picture.loading = "eager";
    // A picture that cannot be had is printed as its words.
    await Promise.all(waiting.map((picture) => picture.decode().catch(() => null)));
    window.print();
  });
}
