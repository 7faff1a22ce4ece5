// Checks an opened ballot here: recomputes every ciphertext from its random numbers. The file is not sent.
(() => {
  "use strict";
  const part = document.getElementById("challenge");
  if (!part || !window.Belenios) return;
  const byId = (id) => document.getElementById(id);
  const [right, wrong] = ["challenge-right", "challenge-wrong"].map(byId);
  part.hidden = false;
  byId("opened-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    right.hidden = wrong.hidden = true;
    if (!file) return;
    try {
      const { tracker, marks } = await window.Belenios.checkOpened(part.dataset.election, await file.text());
      window.BallotWords.show(byId("challenge-chosen"), marks[0], part.dataset);
      byId("challenge-tracker").textContent = tracker;
      right.hidden = false;
      right.focus();
    } catch (_refused) {
      wrong.hidden = false;
      wrong.focus();
    }
  });
})();
