// The rules by which votes are counted, a third time: in the reader's own browser, in whole numbers (BigInt). No page, no network.
// Rules by numbers stand in recount-numbers.js, which is loaded before. Recount.read(text) takes the published ballots apart; Recount.count(vote) counts them. Both tell what is wrong by Recount.Fault.
(() => {
  "use strict";
  const FIFTH = 100000n; // the Scottish rules cut votes after the fifth decimal
  const FORMAT = "participation-ballots/1";
  class Fault extends Error {}

  // --- the file ------------------------------------------------------------------------------------------------------------

  const whole = (value, least, most) => {
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new Fault("number");
    return value;
  };

  // one entry of the file: the options' places from 0, the best first
  const marksOf = (entry, size, rule) => {
    if ("scores" in entry) {
      const numbers = RecountNumbers.read(entry.scores, size, rule);
      if (!numbers) throw new Fault("ballots");
      return numbers;
    }
    const given = "choice" in entry ? (entry.choice === null ? [] : [entry.choice]) : (entry.ranking || entry.approved);
    if (!Array.isArray(given)) throw new Fault("ballots");
    given.forEach((place) => whole(place, 0, size - 1));
    if (new Set(given).size !== given.length) throw new Fault("ballots");
    return given;
  };

  const shareOf = (text) => {
    if (text === undefined) return null;
    const parts = /^(\d{1,6})(?:\/(\d{1,6}))?$/.exec(text);
    if (!parts || parts[2] === "0") throw new Fault("number");
    return { text, above: BigInt(parts[1]), below: BigInt(parts[2] || "1") };
  };

  // the file as a vote: options, ballots (identical ones grouped, in one order), seats, seed of the lot, quorums
  const read = (text) => {
    let told;
    try { told = JSON.parse(text); } catch { throw new Fault("json"); }
    if (!told || told.format !== FORMAT || !Array.isArray(told.options) || !Array.isArray(told.ballots)) throw new Fault("format");
    const options = told.options.map(String);
    if (!options.length || options.length > 250) throw new Fault("number");
    const counts = new Map();
    for (const entry of told.ballots) {
      const key = marksOf(Object(entry), options.length, told.rule).join(" ");
      counts.set(key, (counts.get(key) || 0n) + BigInt(whole(entry.count, 1, 1e12)));
    }
    const ballots = [...counts.keys()].sort().map((key) => ({ marks: key ? key.split(" ").map(Number) : [], number: counts.get(key) }));
    return {
      rule: told.rule, options, ballots,
      seats: whole(told.seats, 1, 250),
      roll: told.eligible === undefined ? null : whole(told.eligible, 0, 1e12),
      seed: /^([0-9a-f]{2})+$/.test(told.seed || "") ? told.seed : "",
      turnout: shareOf(told.turnout_quorum), consent: shareOf(told.consent_quorum),
    };
  };

  // whether two files hold the same ballots
  const sameBallots = (one, other) => {
    const told = (vote) => JSON.stringify([vote.options, vote.ballots.map((group) => [group.marks, String(group.number)])]);
    return told(one) === told(other);
  };

  // --- lot and quorums -----------------------------------------------------------------------------------------------------

  // who is ahead in the lot: HMAC-SHA256 with the seed as key over each option's name, the smallest value first
  const lotOf = async (options, seed) => {
    if (!seed) return options.map((_name, place) => place);
    const bytes = new Uint8Array(seed.match(/../g).map((pair) => parseInt(pair, 16)));
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const drawn = await Promise.all(options.map(async (name, place) => {
      const value = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(name)));
      return { place, value: Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("") };
    }));
    return drawn.sort((one, other) => (one.value < other.value ? -1 : one.value > other.value ? 1 : one.place - other.place)).map((one) => one.place);
  };

  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0n);
  const highest = (numbers) => numbers.reduce((one, other) => (other > one ? other : one));
  const lowest = (numbers) => numbers.reduce((one, other) => (other < one ? other : one));
  const places = (vote) => vote.options.map((_name, place) => place);

  const quorum = (name, share, roll, reached) => {
    const required = (share.above * BigInt(roll || 0) + share.below - 1n) / share.below;
    return { name, required, reached, met: reached >= required };
  };

  // --- one round -----------------------------------------------------------------------------------------------------------

  const marked = (vote) => places(vote).map((place) => sum(vote.ballots.filter((group) => group.marks.includes(place)).map((group) => group.number)));
  const oneRound = (votes, winners) => [{ votes, status: votes.map((_number, place) => (winners.includes(place) ? "elected" : "continuing")) }];

  const yesNo = (vote) => {
    const votes = marked(vote);
    const [yes, no] = votes;
    const checks = [];
    if (vote.turnout) checks.push(quorum("turnout", vote.turnout, vote.roll, sum(vote.ballots.map((group) => group.number))));
    if (vote.consent) checks.push(quorum("consent", vote.consent, vote.roll, yes > no ? yes : no));
    const decided = yes + no > 0n && checks.every((check) => check.met);
    const winners = decided ? [yes > no ? 0 : 1] : [];
    return { winners, decided, checks, rounds: oneRound(votes, winners) };
  };

  // seats from the best level down; where a level has too many, those ahead in the lot
  const fromAbove = (levels, seats, lot) => {
    const winners = [];
    for (const level of levels) {
      const left = seats - winners.length;
      winners.push(...(level.length > left ? lot.filter((place) => level.includes(place)).slice(0, left) : level));
    }
    return winners;
  };

  const mostMarks = (vote, lot) => {
    const votes = marked(vote);
    const heights = [...new Set(votes.filter((number) => number))].sort((one, other) => (one < other ? 1 : -1));
    const winners = fromAbove(heights.map((height) => places(vote).filter((place) => votes[place] === height)), vote.seats, lot);
    return { winners, rounds: oneRound(votes, winners) };
  };

  // --- pairs ---------------------------------------------------------------------------------------------------------------

  const schulze = (vote, lot) => {
    const all = places(vote);
    const pairs = all.map(() => all.map(() => 0n));
    for (const { marks, number } of vote.ballots) {
      const below = new Set(all);
      for (const mark of marks) {
        below.delete(mark);
        below.forEach((other) => { pairs[mark][other] += number; });
      }
    }
    const path = all.map((one) => all.map((other) => (pairs[one][other] > pairs[other][one] ? pairs[one][other] : 0n)));
    for (const through of all) {
      for (const one of all) {
        for (const other of all) {
          if (one !== other) path[one][other] = highest([path[one][other], lowest([path[one][through], path[through][other]])]);
        }
      }
    }
    const levels = [];
    let left = all;
    while (left.length) {
      const level = left.filter((one) => !left.some((other) => path[other][one] > path[one][other]));
      levels.push(level);
      left = left.filter((one) => !level.includes(one));
    }
    return { winners: vote.ballots.some((group) => group.marks.length) ? fromAbove(levels, vote.seats, lot) : [], rounds: [], pairs };
  };

  // --- rounds --------------------------------------------------------------------------------------------------------------

  // ballots lying with the options for which they count, each group with the value of one of its ballots
  class Piles {
    constructor(vote, lot, unit) {
      this.lot = lot;
      this.unit = unit;
      this.piles = vote.options.map(() => []);
      vote.ballots.filter((group) => group.marks.length).forEach((group) => this.piles[group.marks[0]].push({ ...group, value: unit }));
      this.votes = this.piles.map((pile) => sum(pile.map((group) => group.number * group.value)));
      this.status = vote.options.map(() => "continuing");
      this.rounds = [];
    }

    get left() { return this.status.flatMap((status, place) => (status === "continuing" ? [place] : [])); }

    note(moved) { this.rounds.push({ votes: [...this.votes], status: [...this.status], moved }); }

    // one of several that are equal: by the last earlier round in which they differ, then by the lot
    pick(among, purpose) {
      const wanted = purpose === "exclusion" ? lowest : highest;
      const extreme = (votes, some) => some.filter((place) => votes[place] === wanted(some.map((other) => votes[other])));
      let equal = extreme(this.votes, among);
      for (let number = this.rounds.length - 2; number >= 0 && equal.length > 1; number -= 1) equal = extreme(this.rounds[number].votes, equal);
      const ahead = this.lot.filter((place) => equal.includes(place));
      return purpose === "exclusion" ? ahead[ahead.length - 1] : ahead[0];
    }

    // hand on a pile, at its value or (with a surplus) at its share of it, cut after the fifth decimal
    move(source, surplus = null) {
      const total = this.votes[source];
      for (const group of this.piles[source]) {
        const value = surplus === null ? group.value : surplus * group.value / total;
        const target = group.marks.find((place) => this.status[place] === "continuing");
        if (target === undefined) continue;
        this.piles[target].push({ ...group, value });
        this.votes[target] += group.number * value;
      }
      this.piles[source] = [];
      this.votes[source] = surplus === null ? 0n : total - surplus;
    }
  }

  const runoff = (vote, lot) => {
    const table = new Piles(vote, lot, 1n);
    const winners = [];
    let moved = null;
    while (!winners.length && sum(table.votes)) {
      const left = table.left;
      const most = highest(left.map((place) => table.votes[place]));
      if (2n * most > sum(table.votes) || left.length === 1) {
        winners.push(left.find((place) => table.votes[place] === most));
        table.status[winners[0]] = "elected";
      }
      table.note(moved);
      if (winners.length) break;
      moved = table.pick(left, "exclusion");
      table.status[moved] = "excluded";
      table.move(moved);
    }
    return { winners, rounds: table.rounds };
  };

  const scottish = (vote, lot) => {
    const table = new Piles(vote, lot, FIFTH);
    const valid = sum(vote.ballots.filter((group) => group.marks.length).map((group) => group.number));
    const quota = (valid / BigInt(vote.seats + 1) + 1n) * FIFTH;
    const winners = [];
    const waiting = new Set();
    let moved = null;
    while (valid) {
      const left = table.left;
      const elected = vote.seats - winners.length >= left.length ? left : left.filter((place) => table.votes[place] >= quota);
      elected.forEach((place) => {
        table.status[place] = "elected";
        if (table.votes[place] > quota) waiting.add(place);
      });
      winners.push(...elected);
      table.note(moved);
      if (winners.length >= vote.seats || !table.left.length) break;
      moved = waiting.size ? table.pick([...waiting].sort((one, other) => one - other), "surplus") : table.pick(table.left, "exclusion");
      if (waiting.delete(moved)) {
        table.move(moved, table.votes[moved] - quota);
      } else {
        table.status[moved] = "excluded";
        table.move(moved);
      }
    }
    return { winners, rounds: table.rounds, quota };
  };

  const numbers = (vote, lot) => RecountNumbers.count(vote, lot, fromAbove);
  const byNumbers = Object.fromEntries(Object.keys(RecountNumbers.HIGHEST).map((rule) => [rule, numbers]));
  const RULES = { ...byNumbers, "yes-no": yesNo, plurality: mostMarks, approval: mostMarks, irv: runoff, "stv-scottish": scottish, schulze };

  // the result: winners (places), rounds with votes in units of 1/unit, pairs, quorums, and how many ballots there are
  const count = async (vote) => {
    if (!Object.hasOwn(RULES, vote.rule)) throw new Fault("rule");
    if ((vote.rule === "yes-no" && ![2, 3].includes(vote.options.length)) || (["yes-no", "irv"].includes(vote.rule) && vote.seats !== 1)) throw new Fault("number");
    const total = sum(vote.ballots.map((group) => group.number));
    const found = { decided: true, checks: [], unit: vote.rule === "stv-scottish" ? FIFTH : 1n, quota: null, pairs: null, values: null, total, ...RULES[vote.rule](vote, await lotOf(vote.options, vote.seed)) };
    if (vote.turnout && !found.checks.length) found.checks = [quorum("turnout", vote.turnout, vote.roll, total)];
    return found;
  };

  window.Recount = { read, count, sameBallots, Fault };
})();
