// What an encrypted ballot holds, in words, as a list of terms: for the booth and for the check of a challenged ballot.
(() => {
  "use strict";
  /** Fill `list` with what `marks` say. `data`: kind, options (JSON), and the words blank, rank, choice. */
  const show = (list, marks, data) => {
    const titles = JSON.parse(data.options);
    const rows = [];
    if (data.kind === "ranked") {
      const ranked = titles.map((title, place) => [marks[place], title]).filter(([rank]) => rank > 0);
      ranked.sort(([one], [other]) => one - other).forEach(([rank, title]) => rows.push([data.rank.replace("{number}", rank), title]));
    } else {
      titles.forEach((title, place) => {
        if (marks[place + 1]) rows.push([data.choice, title]);
      });
    }
    if (!rows.length) rows.push([data.choice, data.blank]);
    list.replaceChildren(
      ...rows.map(([term, title]) => {
        const row = document.createElement("div");
        row.className = "summary-row";
        const [name, value] = ["dt", "dd"].map((tag) => document.createElement(tag));
        name.textContent = term;
        value.textContent = title;
        row.append(name, value);
        return row;
      }),
    );
  };
  window.BallotWords = { show };
})();
