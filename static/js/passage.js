// Words that are marked in a paragraph: a link appears below it that leads to a comment on them. Without this file the
// same page lets one choose a sentence or type the words.
(() => {
  "use strict";
  const holder = document.getElementById("passage-link");
  const link = holder ? holder.querySelector("a") : null;
  if (!link) return;
  const LONGEST = 300;

  const paragraphOf = (node) => {
    const element = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    return element ? element.closest("[data-passage]") : null;
  };

  const plain = (text) => text.trim().replace(/\s+/g, " ");

  const look = () => {
    const marked = document.getSelection();
    const words = marked && !marked.isCollapsed ? plain(marked.toString()) : "";
    const place = words ? paragraphOf(marked.getRangeAt(0).startContainer) : null;
    // a threefold click marks up to the next paragraph's beginning: what counts is that the words stand in this one
    if (!place || words.length > LONGEST || !plain(place.textContent).includes(words)) {
      if (document.activeElement !== link) holder.hidden = true;
      return;
    }
    link.href = `${place.dataset.passage}?stelle=${encodeURIComponent(words)}`;
    if (place.nextElementSibling !== holder) place.after(holder);
    holder.hidden = false;
  };

  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
})();
