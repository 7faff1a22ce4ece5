// Puts the number of a contribution where the caret stands in the summary. Without this file, one types it.
(() => {
  "use strict";
  const field = document.querySelector("textarea[name=text]");
  if (!field) return;
  document.querySelectorAll("[data-cite]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const end = field.selectionEnd;
      const before = field.value.slice(0, end);
      const cited = (before && !/\s$/.test(before) ? " " : "") + button.dataset.cite;
      field.setRangeText(cited, end, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });
})();
