// A point on a survey's map: with the mouse or a finger, or with the arrow keys under the cross in the middle and real buttons. The point goes into
// the field for coordinates. Without this file one types a street, or the coordinates.
(() => {
  "use strict";
  if (!window.L || !window.Town) return;
  const begin = (frame) => {
    const words = frame.dataset, code = words.surveyPlace;
    const field = document.getElementById(`${code}-punkt`), street = document.getElementById(`${code}-strasse`), house = document.getElementById(`${code}-nummer`);
    const part = (name) => frame.querySelector(`[data-place-${name}]`);
    const clear = document.getElementById(`${code}-loeschen`);
    let features = [], drawn = null, map = null;
    if (!field) return;
    const say = (text) => { part("said").textContent = text; };
    const read = () => {
      const found = field.value.match(/[+-]?\d{1,3}(?:[.,]\d{1,12})?/g) || [];
      return found.length === 2 ? found.map((one) => Number(one.replace(",", "."))) : null;
    };
    const show = () => {
      if (drawn) drawn.remove();
      const at = read();
      drawn = at && L.circleMarker(at, { className: "place-corner", radius: 10, interactive: false }).addTo(map);
      clear.hidden = !at;
      return at;
    };
    const put = (text, said) => {
      field.value = text;
      if (text && street) street.value = "";
      if (text && house) house.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      say(said);
    };
    const set = (at) => {
      const told = Town.whereIs(features, at);
      if (!told.inside) return say(words.outsideSet);
      put(`${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}`, [words.one, told.street || told.district].filter(Boolean).join(" "));
    };
    const middle = () => {
      const told = Town.whereIs(features, map.getCenter());
      const place = told.inside ? [told.street || words.nowhere, told.district].filter(Boolean).join(", ") : words.outside;
      part("middle").textContent = words.middle.replace("{place}", place);
    };
    const start = () => {
      frame.hidden = false;
      map = Town.open(part("map"), frame);
      const at = show();
      if (at) map.setView(at, 16);
      say(at ? words.one : words.none);
      map.on("click", (event) => set(event.latlng));
      map.on("moveend", middle);
      Town.draw(map, frame).then((found) => { features = found; middle(); }).catch(() => { frame.hidden = true; });
    };
    field.addEventListener("input", () => { if (map) show(); });
    document.getElementById(`${code}-setzen`).addEventListener("click", () => set(map.getCenter()));
    clear.addEventListener("click", () => {
      put("", words.none);
      document.getElementById(`${code}-setzen`).focus();
    });
    // a question that is called for later is hidden now: its map is made when it can be seen
    new IntersectionObserver((seen, watch) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      start();
    }).observe(frame.parentElement);
  };
  document.querySelectorAll("[data-survey-place]").forEach(begin);
})();
