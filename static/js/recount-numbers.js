// Rules by numbers, counted in the reader's own browser: points by sum and mean, resistance, grades. Recount.numbers knows them by name.
// A ballot is a list with a number for each option, -1 where there is none; an empty list is blank. Sums are whole numbers (BigInt).
(() => {
  "use strict";
  const HIGHEST = { "score-sum": 10, "score-mean": 10, consensing: 10, "majority-judgment": 5 };
  const NONE = -1;
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0n);
  const places = (vote) => vote.options.map((_name, place) => place);

  // how often each option got each number, from 0 up, over the ballots that mark something
  const given = (vote) => places(vote).map((place) => Array.from({ length: HIGHEST[vote.rule] + 1 }, (_nothing, step) => (
    sum(vote.ballots.filter((group) => group.marks[place] === step).map((group) => group.number)))));

  const compare = (one, other) => {
    const difference = one.above * other.below - other.above * one.below;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  };

  // each option's sum, mean or resistance as a fraction; null for an option without a number, where the rule gives it no value
  const valuesOf = (vote) => given(vote).map((counts) => {
    const above = sum(counts.map((number, step) => number * BigInt(step)));
    const marks = sum(counts);
    if (!marks && vote.rule !== "consensing") return null;
    return { above, below: vote.rule === "score-mean" ? marks : 1n };
  });

  // the grade of the ballot at a place, counted from 0, when all are laid in order from the worst
  const gradeAt = (counts, place) => {
    let left = place;
    for (let grade = 0; grade < counts.length; grade += 1) {
      if (left < counts[grade]) return grade;
      left -= counts[grade];
    }
    return counts.length - 1;
  };

  // the grades met when middle ones are taken away, from the middle outwards; only where some option's next grade begins
  const keysOf = (counted, total) => {
    const lower = (total - 1n) / 2n;
    const upper = total / 2n;
    const steps = new Set([0n]);
    for (const counts of counted) {
      let begins = 0n;
      for (const number of counts.slice(0, -1)) {
        begins += number;
        steps.add(lower - begins + 1n).add(begins - upper);
      }
    }
    const walked = [...steps].filter((step) => step >= 0n && step <= lower).sort((one, other) => (one < other ? -1 : 1));
    return counted.map((counts) => walked.flatMap((step) => [gradeAt(counts, lower - step), gradeAt(counts, upper + step)]));
  };

  const inOrder = (one, other) => {
    const differs = one.findIndex((grade, place) => grade !== other[place]);
    return differs < 0 ? 0 : one[differs] - other[differs];
  };

  // options that compare as equal together, the best first
  const levelsOf = (some, order) => {
    const levels = [];
    [...some].sort((one, other) => order(other, one) || one - other).forEach((place) => {
      const last = levels[levels.length - 1];
      if (last && !order(last[0], place)) last.push(place); else levels.push([place]);
    });
    return levels;
  };

  const byValues = (vote, lot, fromAbove, valid) => {
    const values = valuesOf(vote);
    const better = vote.rule === "consensing" ? -1 : 1;
    const levels = levelsOf(places(vote).filter((place) => values[place]), (one, other) => better * compare(values[one], values[other]));
    return { winners: valid ? fromAbove(levels, vote.seats, lot) : [], rounds: [], values };
  };

  const byGrades = (vote, lot, fromAbove, valid) => {
    if (!valid) return { winners: [], rounds: [], values: vote.options.map(() => null) };
    const counted = given(vote).map((counts) => [valid - sum(counts.slice(1)), ...counts.slice(1)]); // no grade is the worst
    const keys = keysOf(counted, valid);
    const levels = levelsOf(places(vote), (one, other) => inOrder(keys[one], keys[other]));
    const values = counted.map((counts) => ({ above: BigInt(gradeAt(counts, (valid - 1n) / 2n)), below: 1n }));
    return { winners: fromAbove(levels, vote.seats, lot), rounds: [], values };
  };

  const count = (vote, lot, fromAbove) => {
    const valid = sum(vote.ballots.filter((group) => group.marks.length).map((group) => group.number));
    return (vote.rule === "majority-judgment" ? byGrades : byValues)(vote, lot, fromAbove, valid);
  };

  // the numbers of one entry of the file; null where they cannot be
  const read = (scores, size, rule) => {
    const fits = (mark) => mark === null || (Number.isSafeInteger(mark) && mark >= 0 && mark <= HIGHEST[rule]);
    if (!Object.hasOwn(HIGHEST, rule) || !Array.isArray(scores) || scores.length !== size || !scores.every(fits)) return null;
    return scores.every((mark) => mark === null) ? [] : scores.map((mark) => (mark === null ? NONE : mark));
  };

  window.RecountNumbers = { HIGHEST, count, read, compare };
})();
