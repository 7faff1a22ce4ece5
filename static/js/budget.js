// The running total of a ballot on a budget, while it is filled in. Without this file a button reckons it on the server.
(() => {
  "use strict";
  const ballot = document.querySelector("[data-budget]");
  const total = document.getElementById("budget-total");
  if (!ballot || !total) return;
  const words = ballot.dataset;
  const language = document.documentElement.lang || "de";
  const costs = words.costs.split(" ").map(Number);
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const digits = new Intl.NumberFormat(language, { minimumFractionDigits: 2 });
  const euros = (cents) => {
    const amount = cents % 100 ? digits.format(cents / 100) : whole.format(cents / 100);
    return language === "en" ? `€${amount}` : `${amount}\u00a0€`;
  };
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  // which projects are named, by position from 0, and how many points are given
  const read = () => {
    const named = [];
    let given = 0;
    ballot.querySelectorAll("input, select").forEach((field) => {
      if (field.type === "checkbox") {
        if (field.checked) named.push(Number(field.value) - 1);
        return;
      }
      const place = Number(field.name.split("-")[1]) - 1;
      const value = Number(field.value) || 0;
      if (value > 0) named.push(place);
      given += value;
    });
    return { named, given };
  };

  const say = () => {
    const { named, given } = read();
    const spent = named.reduce((sum, place) => sum + costs[place], 0);
    const left = Number(words.amount) - spent;
    const number = named.length === 1 ? words.one : fill(words.many, { number: whole.format(named.length) });
    let over = false;
    let sentence;
    if (words.budget === "points") {
      const rest = Number(words.points) - given;
      over = rest < 0;
      sentence = fill(over ? words.tooMany : words.given, { given, points: words.points, over: -rest });
    } else if (words.budget === "knapsack") {
      over = left < 0;
      sentence = fill(over ? words.over : words.left, { number, spent: euros(spent), left: euros(left), over: euros(-left) });
    } else {
      sentence = fill(words.spent, { number, spent: euros(spent) });
    }
    total.textContent = sentence;
    total.classList.toggle("budget-over", over);
  };

  total.setAttribute("role", "status");
  ballot.querySelectorAll(".budget-again").forEach((part) => { part.hidden = true; });
  ballot.addEventListener("input", say);
  say();
})();
