// Keys at the coding desk: 1 to 9 tick a theme, n keeps and goes on, z goes back. They can be switched off, because programs that people speak to
// press keys too. Without this file, one ticks and clicks.
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
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const wanted = /^[1-9]$/.test(event.key) ? `#themen-${event.key - 1}` : { n: "#next", z: "#back" }[event.key.toLowerCase()];
    const found = wanted && document.querySelector(wanted);
    if (!found) return;
    event.preventDefault();
    found.click();
  });
})();
