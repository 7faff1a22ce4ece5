// Saves a half-written draft every twenty seconds and on leaving a field. Without this file, the button saves.
(() => {
  "use strict";
  const script = document.currentScript;
  const form = document.getElementById("write-form");
  const place = document.getElementById("autosave");
  if (!form || !place || !window.htmx) return;
  const step = form.elements.step;
  let changed = false;
  let sending = false;
  let stopped = false;
  place.textContent = script.dataset.words;

  const save = () => {
    if (!changed || sending || stopped) return;
    changed = false;
    sending = true;
    step.value = Number(step.value) + 1; // the server ignores what it gets later but was sent earlier
    window.htmx.trigger(place, "save");
  };
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("change", () => { changed = true; });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    stopped = true;
    step.value = Number(step.value) + 1;
  });
  window.addEventListener("pageshow", () => { stopped = false; });
  setInterval(save, 20000);

  place.addEventListener("htmx:afterRequest", (event) => {
    sending = false;
    const { successful, xhr } = event.detail;
    if (!successful) changed = true;
    if (xhr && xhr.status === 422) stopped = true; // saved elsewhere, or cannot be taken: the button explains
    if (!successful && !(xhr && xhr.status === 422)) place.textContent = script.dataset.lost;
    if (successful && !changed) form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) => place.addEventListener(name, (event) => event.stopPropagation()));
})();
