// Setting a place on the map: with the mouse or a finger, or with the arrow keys under the cross in the middle and real buttons.
// Without this file the same form takes a street and house number, or a district.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const frame = byId("place-picker"), field = byId("place_geometry");
  if (!frame || !field || !window.L) return;
  const fields = document.querySelector("[data-place-fields]");
  const ways = [...fields.querySelectorAll("input[name=place_way]")];
  const kinds = [...frame.querySelectorAll("input[name=place_kind]")];
  const words = frame.dataset, most = Number(words.most);
  let map, features = [], points = [], drawn;

  const kind = () => (kinds.find((one) => one.checked) || kinds[0]).value;
  const say = (text) => { byId("place-said").textContent = text; };
  const counted = () => (points.length === 0 ? words.none : points.length === 1 ? words.one : words.many.replace("{number}", points.length));
  const needed = () => ({ Point: 1, LineString: 2, Polygon: 3 })[kind()];
  const short = ([x, y]) => [Math.round(x * 1e5) / 1e5, Math.round(y * 1e5) / 1e5];

  // --- between the points on the map and the form's field
  const geometry = () => {
    if (points.length < needed()) return "";
    const pairs = points.map(short);
    const coordinates = { Point: pairs[0], LineString: pairs, Polygon: [[...pairs, pairs[0]]] }[kind()];
    return JSON.stringify({ type: kind(), coordinates });
  };
  const read = () => {
    let said;
    try { said = JSON.parse(field.value); } catch { return; }
    const chosen = kinds.find((one) => said && one.value === said.type);
    if (!chosen || !Array.isArray(said.coordinates)) return;
    chosen.checked = true;
    const rings = { Point: () => [said.coordinates], LineString: () => said.coordinates, Polygon: () => (said.coordinates[0] || []).slice(0, -1) };
    points = rings[said.type]();
  };

  const show = () => {
    if (drawn) drawn.remove();
    const at = points.map(([x, y]) => [y, x]);
    const layers = at.map((place) => L.circleMarker(place, { className: "place-corner", radius: kind() === "Point" ? 10 : 6, interactive: false }));
    if (kind() === "LineString" && at.length > 1) layers.unshift(L.polyline(at, { className: "place-line", weight: 5, interactive: false }));
    if (kind() === "Polygon" && at.length > 1) layers.unshift(L.polygon(at, { className: "place-area", weight: 4, interactive: false }));
    drawn = L.layerGroup(layers).addTo(map);
    byId("place-set").querySelector("span:last-child").textContent = kind() === "Point" ? words.setPoint : words.addPoint;
    byId("place-done").hidden = kind() === "Point";
    byId("place-undo").hidden = points.length === 0;
  };
  const changed = (said) => {
    field.value = geometry();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    show();
    say(said);
  };

  const set = (at) => {
    const told = Town.whereIs(features, at);
    if (!told.inside) return say(words.outsideSet);
    if (kind() === "Point") points = [];
    if (points.length >= most) return say(words.full);
    const next = [at.lng, at.lat], last = points[points.length - 1];
    if (last && String(short(last)) === String(short(next))) return say(words.same);
    points = [...points, next];
    changed([counted(), told.street || told.district].filter(Boolean).join(" "));
  };

  const middle = () => {
    const told = Town.whereIs(features, map.getCenter());
    const place = told.inside ? [told.street || words.nowhere, told.district].filter(Boolean).join(", ") : words.outside;
    byId("place-middle").textContent = words.middle.replace("{place}", place);
  };

  const start = () => {
    map = Town.open(byId("place-map"), frame);
    read();
    show();
    if (points.length) map.fitBounds(L.latLngBounds(points.map(([x, y]) => [y, x])), { maxZoom: 17 });
    say(counted());
    map.on("click", (event) => set(event.latlng));
    map.on("moveend", middle);
    Town.draw(map, frame).then((found) => { features = found; middle(); }).catch(() => { frame.hidden = true; });
  };

  // --- what is asked for is open, the rest is folded away
  const choose = () => {
    const way = (ways.find((one) => one.checked) || ways[0]).value;
    fields.querySelectorAll("[data-place-part]").forEach((part) => { part.hidden = part.dataset.placePart !== way; });
    fields.dataset.way = way;
    frame.hidden = false;
    if (way !== "karte") return;
    if (!map) start();
    else map.invalidateSize();
  };
  ways.forEach((one) => one.addEventListener("change", choose));
  kinds.forEach((one) => one.addEventListener("change", () => {
    if (!map) return;
    if (kind() === "Point") points = points.slice(-1);
    changed(counted());
  }));
  byId("place-set").addEventListener("click", () => set(map.getCenter()));
  byId("place-undo").addEventListener("click", () => {
    points = points.slice(0, -1);
    changed(counted());
    if (!points.length) byId("place-set").focus();
  });
  byId("place-done").addEventListener("click", () => {
    if (points.length < needed()) return say(kind() === "Polygon" ? words.areaNeeds : words.lineNeeds);
    say(words.done);
    byId("place_home").focus();
  });
  choose();
})();
