// Keys 1, 2, 3 answer a statement. They can be switched off, because programs that people speak to press keys too. Without this file, one clicks.
(() => {
  "use strict";
  const line = document.querySelector("[data-keys]");
  const button = document.querySelector("#keys");
  if (!line || !button) return;
  line.hidden = false;
  let off = false;
  button.addEventListener("click", () => {
    off = !off;
    button.setAttribute("aria-pressed", String(off));
  });
  document.addEventListener("keydown", (event) => {
    if (off || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const answer = ["1", "2", "3"].includes(event.key) && document.querySelector(`#antwort-${event.key}`);
    if (!answer) return;
    event.preventDefault();
    answer.click();
  });
})();
