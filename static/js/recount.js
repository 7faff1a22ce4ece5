// The page on which readers count a vote again: fetches the published ballots (or takes a file), counts, and says whether it agrees.
(() => {
  "use strict";
  const place = document.querySelector("[data-recount]");
  if (!place) return;
  const words = JSON.parse(place.dataset.words);
  const said = document.getElementById("recount-said");
  const shown = document.getElementById("recount-shown");
  const start = document.getElementById("recount-start");
  const chosen = document.getElementById("recount-file");
  const language = document.documentElement.lang || "de";
  const digits = new Intl.NumberFormat(language, { maximumFractionDigits: 5 });
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const make = (tag, classes, text) => {
    const node = document.createElement(tag);
    if (classes) node.className = classes;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  // --- what is said and shown ----------------------------------------------------------------------------------------------

  // one alert: a title and sentences; read out because its place is a status
  const say = (kind, title, sentences = []) => {
    const alert = make("div", `kern-alert kern-alert--${kind}`);
    const head = make("div", "kern-alert__header");
    const icon = make("span", `kern-icon kern-icon--${kind}`);
    icon.setAttribute("aria-hidden", "true");
    head.append(icon, make("h2", "kern-title", title));
    alert.append(head);
    if (sentences.length) {
      const body = make("div", "kern-alert__body");
      sentences.forEach((sentence) => body.append(make("p", "", sentence)));
      alert.append(body);
    }
    said.replaceChildren(alert);
  };

  const table = (caption, headers, rows) => {
    const frame = make("div", "table-scroll");
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", caption);
    frame.tabIndex = 0;
    const grid = make("table", "kern-table kern-table--small");
    grid.append(make("caption", "", caption));
    const head = make("tr", "kern-table__row");
    headers.forEach((header, column) => {
      const cell = make("th", `kern-table__header${column ? " kern-table__header--numeric" : ""}`, header);
      cell.scope = "col";
      head.append(cell);
    });
    const top = make("thead", "kern-table__head");
    top.append(head);
    const body = make("tbody", "kern-table__body");
    rows.forEach((cells) => {
      const row = make("tr", "kern-table__row");
      cells.forEach((text, column) => {
        const cell = column ? make("td", "kern-table__cell kern-table__cell--numeric", text) : make("th", "kern-table__header", text);
        if (!column) cell.scope = "row";
        row.append(cell);
      });
      body.append(row);
    });
    grid.append(top, body);
    frame.append(grid);
    return frame;
  };

  const amount = (votes, unit) => digits.format(unit === 1n ? votes : Number(votes) / Number(unit));

  // an option's sum, mean, resistance or middle grade
  const told = (vote, value) => {
    if (!value) return words.noNumber;
    return vote.rule === "majority-judgment" ? words.grades[Number(value.above)] : digits.format(Number(value.above) / Number(value.below));
  };

  const show = (vote, counted) => {
    const parts = [];
    if (counted.rounds.length) {
      const titles = counted.rounds.length > 1 ? counted.rounds.map((_round, number) => fill(words.round, { number: number + 1 })) : [words.votes];
      const rows = vote.options.map((name, option) => [name, ...counted.rounds.map((round) => {
        const status = round.status[option];
        if (status === "excluded" && round.moved !== option) return "–";
        const state = { elected: ` (${words.elected})`, excluded: ` (${words.out})` }[status] || "";
        return amount(round.votes[option], counted.unit) + state;
      })]);
      parts.push(table(words.rounds, [words.option, ...titles], rows));
    }
    if (counted.values) {
      parts.push(table(words.rounds, [words.option, words.value], vote.options.map((name, option) => [name, told(vote, counted.values[option])])));
    }
    if (counted.pairs) {
      const rows = vote.options.map((name, one) => [name, ...counted.pairs[one].map((number, other) => (one === other ? "–" : digits.format(number)))]);
      parts.push(table(words.pairs, [words.before, ...vote.options], rows));
    }
    shown.replaceChildren(...parts);
  };

  // --- comparing -----------------------------------------------------------------------------------------------------------

  const sameNumber = (published, votes, unit) => typeof published === "number" && BigInt(Math.round(published * Number(unit))) === votes;

  // of grades the middle one, of other rules the value as a fraction
  const sameValue = (outcome, name, ours) => {
    if (outcome.rule === "majority-judgment") return ours ? outcome.gauges[name].grade === Number(ours.above) : !outcome.gauges;
    const published = /^(\d{1,18})(?:\/(\d{1,18}))?$/.exec(outcome.values[name] || "");
    if (!published || !ours) return !published && !ours;
    return !RecountNumbers.compare({ above: BigInt(published[1]), below: BigInt(published[2] || "1") }, ours);
  };

  // sentences: where the published result and ours differ
  const differences = (outcome, vote, counted) => {
    const found = [];
    const names = counted.winners.map((option) => vote.options[option]);
    if (JSON.stringify(outcome.winners) !== JSON.stringify(names) || outcome.decided !== counted.decided) {
      found.push(fill(words.winnersDiffer, { ours: names.join(", ") || words.nobody, theirs: outcome.winners.join(", ") || words.nobody }));
    }
    if (outcome.rounds.length !== counted.rounds.length) found.push(words.roundsDiffer);
    counted.rounds.forEach((round, number) => {
      const published = outcome.rounds[number];
      const equal = (name, option) => sameNumber(published.votes[name], round.votes[option], counted.unit) && published.status[name] === round.status[option];
      if (published && !vote.options.every(equal)) found.push(fill(words.roundDiffers, { number: number + 1 }));
    });
    if (counted.values && !vote.options.every((name, option) => sameValue(outcome, name, counted.values[option]))) found.push(words.valuesDiffer);
    if (counted.pairs && JSON.stringify(outcome.pairwise) !== JSON.stringify(counted.pairs.map((row) => row.map(Number)))) found.push(words.pairsDiffer);
    const checks = (list) => JSON.stringify(list.map((check) => [check.name, Number(check.required), Number(check.reached), check.met]));
    if (checks(outcome.checks) !== checks(counted.checks)) found.push(words.quorumDiffers);
    if (BigInt(outcome.ballots.total) !== counted.total) found.push(words.numberDiffers);
    return found;
  };

  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // whether the ballots under their trackers have the urn's check sum, and are those of the file
  const urnHolds = async (tracked, vote, urn) => {
    const lines = [...tracked.matchAll(/^\uFEFF?"([0-9A-Z]{20})","(\[(?:[0-9,]|null)*\])"/gm)].map((found) => [found[1], found[2]]);
    lines.sort((one, other) => (one[0] < other[0] ? -1 : 1));
    const text = lines.map(([tracker, marks]) => `${tracker} ${marks}\n`).join("");
    if (hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))) !== urn) return false;
    const counts = new Map();
    lines.forEach(([, marks]) => counts.set(marks, (counts.get(marks) || 0n) + 1n));
    const written = (mark) => (vote.rule in RecountNumbers.HIGHEST ? (mark < 0 ? "null" : mark) : mark + 1);
    return vote.ballots.every((group) => counts.get(`[${group.marks.map(written)}]`) === group.number) && counts.size === vote.ballots.length;
  };

  // --- the two ways to begin -----------------------------------------------------------------------------------------------

  let published = null;
  const fetched = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };
  const load = async () => {
    published = published || {
      vote: Recount.read(await fetched(place.dataset.ballots)),
      result: JSON.parse(await fetched(place.dataset.result)).result,
      trackers: await fetched(place.dataset.trackers),
    };
    return published;
  };

  const countAndSay = async (vote, own) => {
    const { result, trackers, vote: theirs } = await load();
    const counted = await Recount.count(vote);
    const names = counted.winners.map((option) => vote.options[option]).join(", ") || words.nobody;
    const sentences = [fill(words.counted, { number: digits.format(counted.total), winners: names })];
    const faults = differences(result.outcome, vote, counted);
    if (own) {
      (Recount.sameBallots(vote, theirs) ? sentences : faults).push(Recount.sameBallots(vote, theirs) ? words.sameBallots : words.otherBallots);
    } else {
      const holds = await urnHolds(trackers, vote, result.urn);
      (holds ? sentences : faults).push(holds ? fill(words.urnHolds, { urn: result.urn }) : words.urnDiffers);
    }
    show(vote, counted);
    say(faults.length ? "danger" : "success", faults.length ? words.disagrees : words.agrees, [...sentences, ...faults]);
  };

  const attempt = async (work) => {
    start.disabled = true;
    shown.replaceChildren();
    say("info", words.counting);
    try {
      if (!window.crypto || !crypto.subtle) throw new Recount.Fault("browser");
      await work();
    } catch (error) {
      say("danger", error instanceof Recount.Fault ? words.faults[error.message] : words.faults.network);
    } finally {
      start.disabled = false;
    }
  };

  start.addEventListener("click", () => attempt(async () => countAndSay((await load()).vote, false)));
  chosen.addEventListener("change", () => {
    const file = chosen.files[0];
    if (!file) return;
    attempt(async () => {
      if (file.size > 50e6) throw new Recount.Fault("format");
      const vote = Recount.read(await file.text());
      await countAndSay(vote, true);
    });
  });
  chosen.addEventListener("click", () => { chosen.value = ""; }); // so that the same file can be chosen again
  place.hidden = false;
})();
