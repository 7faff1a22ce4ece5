// Which questions of a survey are shown, decided in the browser as participation/methods/surveys decides it on the server. No page, no network.
// SurveyConditions.evaluate(tree, answers, today) gives the value of one compiled condition (null: no value);
// SurveyConditions.decide(survey, answers, today) gives { shown: codes, values: answers of the shown questions, calculated ones included }.
window.SurveyConditions = (() => {
  "use strict";
  const DAY = /^\d{4}-\d{2}-\d{2}$/;
  const isNumber = (value) => typeof value === "number";
  const isText = (value) => typeof value === "string";
  const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const own = (mapping, key) => (isMapping(mapping) && Object.hasOwn(mapping, key) ? mapping[key] : null);
  const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
  const finite = (number) => (Number.isFinite(number) ? number + 0 : null); // + 0 turns -0 into 0
  const same = (one, other) => ((isNumber(one) && isNumber(other)) || (isText(one) && isText(other))) && one === other;

  // the answer to a question, or a part of it; null where there is none
  const lookedUp = (whole, part) => {
    let value = whole;
    if (part !== undefined) {
      if (Array.isArray(value)) value = value.includes(part) ? value.indexOf(part) + 1 : null; // a ranking: which place the option has
      else value = own(value, part);
    }
    if (isEmpty(value) || (isMapping(value) && Object.values(value).every(isEmpty))) return null;
    return isNumber(value) ? value + 0 : value;
  };

  const ordered = (operator, one, other) => {
    if (operator === "<") return one < other;
    if (operator === "<=") return one <= other;
    return operator === ">" ? one > other : one >= other;
  };

  const calculated = (operator, one, other) => {
    if (operator === "/") return other === 0 ? null : finite(one / other);
    if (operator === "*") return finite(one * other);
    return finite(operator === "+" ? one + other : one - other);
  };

  const compared = (operator, one, other) => {
    if (operator === "=") return same(one, other);
    if (operator === "!=") return one !== null && other !== null && !same(one, other);
    const inOrder = ["<", "<=", ">", ">="].includes(operator);
    if (isNumber(one) && isNumber(other)) return inOrder ? ordered(operator, one, other) : calculated(operator, one, other);
    if (inOrder) return isText(one) && isText(other) && DAY.test(one) && DAY.test(other) && ordered(operator, one, other);
    return null;
  };

  const counted = (value) => {
    if (value === null) return 0;
    if (Array.isArray(value)) return value.length;
    return isMapping(value) ? Object.values(value).filter((one) => !isEmpty(one)).length : 1;
  };

  const called = (name, given, answers, today) => {
    if (name === "today") return today || null;
    const first = evaluate(given[0], answers, today);
    if (name === "if") return evaluate(given[first === true ? 1 : 2], answers, today);
    if (name === "answered") return first !== null;
    if (name === "count") return counted(first);
    if (name === "length") return isText(first) ? [...first].length : null;
    if (name === "round") return isNumber(first) ? finite(Math.floor(first + 0.5)) : null;
    const numbers = [first, ...given.slice(1).map((one) => evaluate(one, answers, today))].filter(isNumber);
    if (!numbers.length) return null;
    if (name === "sum") return finite(numbers.reduce((one, other) => one + other, 0));
    return numbers.reduce((one, other) => ((name === "min" ? other < one : other > one) ? other : one));
  };

  const evaluate = (tree, answers, today) => {
    if (!Array.isArray(tree)) return tree;
    const [word, one, other] = tree;
    switch (word) {
      case "text": return one || null;
      case "answer": return lookedUp(own(answers, one), other);
      case "call": return called(one, tree.slice(2), answers, today);
      case "not": return evaluate(one, answers, today) !== true;
      case "and": return evaluate(one, answers, today) === true && evaluate(other, answers, today) === true;
      case "or": return evaluate(one, answers, today) === true || evaluate(other, answers, today) === true;
      case "in": { const value = evaluate(one, answers, today); return other.some((choice) => same(value, choice)); }
      case "contains": { const value = evaluate(one, answers, today); return Array.isArray(value) && value.includes(other); }
      default:
    }
    const left = evaluate(one, answers, today);
    if (tree.length === 2) return isNumber(left) ? 0 - left : null;
    return compared(word, left, evaluate(other, answers, today));
  };

  const holds = (tree, answers, today) => tree === null || tree === undefined || evaluate(tree, answers, today) === true;

  // page by page, question by question: what is hidden counts as unanswered for all that comes after it
  const decide = (survey, answers, today) => {
    const shown = [];
    const values = {};
    for (const page of survey.pages) {
      if (!holds(page.condition, values, today)) continue;
      for (const question of page.questions) {
        if (!holds(question.condition, values, today)) continue;
        shown.push(question.code);
        const given = own(answers, question.code);
        const value = question.calculation === undefined ? given : evaluate(question.calculation, values, today);
        if (value !== null && value !== undefined) values[question.code] = value;
      }
    }
    return { shown, values };
  };

  return { evaluate, decide };
})();
