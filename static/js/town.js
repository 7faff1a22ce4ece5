// What every map of the town shares: the town's own drawing below, tiles where the city has some, and which street is near.
// Everything comes from our own server. Colours stand in css/map.css, so that they follow light and dark.
window.Town = (() => {
  "use strict";
  const UNITS = 100000;
  const weights = { boundary: 3, district: 1, water: 0, green: 0, building: 0, rail: 2 };

  const style = (feature) => {
    const { kind, rank } = feature.properties;
    const line = kind === "street" ? (rank === 1 ? 5 : 2.5) : weights[kind];
    return { className: `town-${kind}`, weight: line, stroke: line > 0, fill: ["district", "water", "green", "building"].includes(kind), fillOpacity: 1, interactive: false };
  };

  const box = (frame) => {
    const [west, south, east, north] = frame.dataset.box.split(",").map(Number);
    return L.latLngBounds([[south, west], [north, east]]);
  };

  // A map inside `holder`; `frame` carries what the server says about it.
  const open = (holder, frame, options) => {
    const words = frame.dataset;
    const map = L.map(holder, {
      zoomControl: false, minZoom: 11, maxZoom: 19, zoomSnap: 0.5, keyboardPanDelta: 60, attributionControl: true,
      maxBoundsViscosity: 0.8, fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, ...options,
    });
    map.setMaxBounds(box(frame).pad(1.2)); // the cross in the middle must reach the border from any size
    map.attributionControl.setPrefix("");
    map.attributionControl.addAttribution(L.Util.template("{note}", { note: words.note.replace(/[<>&]/g, "") }));
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    map.fitBounds(box(frame));
    holder.setAttribute("role", "application");
    holder.setAttribute("aria-label", words.map);
    if (words.tiles) L.tileLayer(words.tiles, { maxZoom: 19 }).addTo(map);
    return map;
  };

  // The town's drawing, below whatever the page puts on the map. Resolves to its features.
  const draw = async (map, frame) => {
    const answer = await fetch(frame.dataset.base);
    if (!answer.ok) throw new Error("no map");
    const drawing = await answer.json();
    map.createPane("town").style.zIndex = 300;
    const shown = frame.dataset.tiles ? drawing.features.filter((one) => ["boundary", "district"].includes(one.properties.kind)) : drawing.features;
    L.geoJSON({ type: "FeatureCollection", features: shown }, { style, pane: "town", pointToLayer: () => null }).addTo(map);
    names(map, drawing.features);
    return drawing.features;
  };

  // Names of districts from far away, of streets and buildings from near by.
  const names = (map, features) => {
    map.createPane("names").style.zIndex = 350;
    const label = (text, at, kind) => L.marker(at, {
      pane: "names", interactive: false, keyboard: false,
      icon: L.divIcon({ className: `town-name town-name-${kind}`, html: Object.assign(document.createElement("span"), { textContent: text }), iconSize: null }),
    });
    const far = L.layerGroup(), near = L.layerGroup();
    for (const { properties: { kind, name }, geometry } of features) {
      const line = geometry.type === "LineString" ? geometry.coordinates : geometry.type === "Polygon" ? geometry.coordinates[0] : null;
      if (!line || !name) continue;
      const middle = kind === "street" ? line[Math.floor(line.length / 2)] : L.latLngBounds(line.map(([x, y]) => [y, x])).getCenter();
      const at = Array.isArray(middle) ? [middle[1], middle[0]] : middle;
      if (kind === "district") label(name, at, kind).addTo(far);
      else if (["street", "building", "green", "water"].includes(kind)) label(name, at, kind).addTo(near);
    }
    const choose = () => {
      const close = map.getZoom() >= 16;
      map[close ? "addLayer" : "removeLayer"](near);
      map[close ? "removeLayer" : "addLayer"](far);
    };
    map.on("zoomend", choose);
    choose();
  };

  const inRing = (ring, x, y) => {
    let found = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i], [bx, by] = ring[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) found = !found;
    }
    return found;
  };
  const inside = (geometry, x, y) => {
    const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
    return polygons.some(([outer, ...holes]) => inRing(outer, x, y) && !holes.some((hole) => inRing(hole, x, y)));
  };

  // What lies at a place: {inside, street, district}; a street within 200 metres.
  const whereIs = (features, { lng: x, lat: y }) => {
    const narrow = Math.cos((y * Math.PI) / 180), metres = 111319.5;
    const told = { inside: true, street: "", district: "" };
    let best = 200, bordered = false, within = false;
    for (const { properties: { kind, name }, geometry } of features) {
      if (kind === "boundary") { bordered = true; within = within || inside(geometry, x, y); }
      if (kind === "district" && inside(geometry, x, y)) told.district = name;
      if (kind !== "street" || geometry.type !== "LineString") continue;
      const line = geometry.coordinates.map(([lx, ly]) => [(lx - x) * narrow * metres, (ly - y) * metres]);
      for (let i = 1; i < line.length; i++) {
        const [ax, ay] = line[i - 1], dx = line[i][0] - ax, dy = line[i][1] - ay;
        const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
        const far = Math.hypot(ax + share * dx, ay + share * dy);
        if (far < best) { best = far; told.street = name; }
      }
    }
    told.inside = !bordered || within;
    return told;
  };

  return { UNITS, open, draw, box, whereIs };
})();
