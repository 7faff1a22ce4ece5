// Shows a survey's questions as soon as they are called for, and hides them again. Without this file the server does it from page to page;
// it is the judge in any case.
(() => {
  "use strict";
  const place = document.getElementById("survey-questions");
  const form = document.getElementById("survey");
  if (!place || !form || !window.SurveyConditions) return;
  const told = JSON.parse(place.dataset.survey);

  // questions that were not called for lie in templates: they become hidden parts of the form, in their order
  place.querySelectorAll("template[data-question]").forEach((template) => {
    const part = document.createElement("div");
    part.className = "survey-question";
    part.id = `frage-${template.dataset.question}`;
    part.dataset.question = template.dataset.question;
    part.hidden = true;
    part.append(template.content);
    template.replaceWith(part);
  });
  const mark = document.createElement("input");
  mark.type = "hidden";
  mark.name = "skript";
  mark.value = "ja";
  form.append(mark);

  const fields = (name) => [...form.elements].filter((one) => one.name === name);
  const typed = (name) => {
    const found = fields(name);
    if (!found.length) return "";
    return found[0].type === "radio" ? (found.find((one) => one.checked) || { value: "" }).value : found[0].value.trim();
  };
  const ticked = (name) => fields(name).filter((one) => one.checked).map((one) => one.value);
  const number = (text) => (/^[+-]?\d{1,18}([.,]\d{1,18})?$/.test(text) ? Number(text.replace(",", ".")) : null);
  const parts = (code) => [...new Set([...form.elements].map((one) => one.name).filter((name) => name.startsWith(`a-${code}-`)))];

  const byPart = (code, read) => {
    const found = {};
    parts(code).forEach((name) => {
      const value = read(name);
      if (value !== null && value !== "" && !(Array.isArray(value) && !value.length)) found[name.slice(code.length + 3)] = value;
    });
    return Object.keys(found).length ? found : null;
  };
  const ranking = (code) => {
    const places = byPart(code, (name) => number(typed(name)));
    return places && Object.keys(places).sort((one, other) => places[one] - places[other]);
  };
  const attached = (code) => {
    const there = Number((document.getElementById(`a-${code}`) || { dataset: {} }).dataset.files || 0) - ticked(`a-${code}-weg`).length;
    const files = there + (typed(`a-${code}-datei`) ? 1 : 0);
    return files > 0 ? Array.from({ length: files }, (_one, place) => `file${place}`) : null;
  };
  const read = (code, kind) => {
    const name = `a-${code}`;
    if (kind === "multiple") return ticked(name);
    if (kind === "matrix-multiple") return byPart(code, ticked);
    if (kind === "matrix-single") return byPart(code, typed);
    if (kind === "ranking") return ranking(code);
    if (kind === "points") return byPart(code, (one) => number(typed(one)));
    if (kind === "place") return typed(`${name}-strasse`) || typed(`${name}-punkt`) ? { longitude: 0, latitude: 0 } : null; // where it lies the server knows
    if (kind === "file") return attached(code);
    const text = typed(name);
    if (kind === "number") return number(text);
    if (kind === "scale") return text === "dont_know" ? text : number(text);
    return text || null;
  };

  const show = () => {
    const answers = { ...told.answers };
    Object.entries(told.kinds).forEach(([code, kind]) => { answers[code] = read(code, kind); });
    const shown = new Set(window.SurveyConditions.decide(told.survey, answers, told.today).shown);
    place.querySelectorAll("[data-question]").forEach((part) => { part.hidden = !shown.has(part.dataset.question); });
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
})();
