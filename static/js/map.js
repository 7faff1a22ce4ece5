// The map of a consultation's proposals: clusters with names, popups with a link, in step with the list beside it.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const frame = byId("proposal-map");
  if (!frame || !window.L) return;
  const words = frame.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang || "de");
  frame.hidden = false;
  const map = Town.open(byId("map"), frame);

  // An icon that a screen reader can name.
  const Named = L.DivIcon.extend({
    createIcon(old) {
      const element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("aria-label", this.options.name);
      return element;
    },
  });
  const icon = (name, text) => new Named({
    className: text ? "map-pin map-pin-many" : "map-pin", iconSize: null, name,
    html: Object.assign(document.createElement("span"), { textContent: text || "", ariaHidden: "true" }),
  });

  // A cluster is called after the place that most of its proposals have.
  const called = (cluster) => {
    const count = {};
    const all = cluster.getAllChildMarkers();
    for (const { options: { place } } of all) if (place) count[place] = (count[place] || 0) + 1;
    const place = Object.keys(count).sort((a, b) => count[b] - count[a])[0];
    return (place ? words.many : words.manyNowhere).replace("{number}", number.format(all.length)).replace("{place}", place);
  };
  const clusters = L.markerClusterGroup({
    showCoverageOnHover: false, maxClusterRadius: 72, chunkedLoading: true, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    iconCreateFunction: (cluster) => icon(called(cluster), number.format(cluster.getChildCount())),
  }).addTo(map);
  const shapes = L.layerGroup().addTo(map);

  const popup = (one) => {
    const box = document.createElement("div");
    const link = Object.assign(document.createElement("a"), { href: `${words.list}/${one.id}`, textContent: one.title, className: "popup-title" });
    const about = Object.assign(document.createElement("p"), { textContent: [one.status, one.place].filter(Boolean).join(" · ") });
    const backed = one.supports === 1 ? words.supporter : words.supporters.replace("{number}", number.format(one.supports));
    box.append(link, about, Object.assign(document.createElement("p"), { textContent: backed }));
    return box;
  };

  const unpack = (steps) => {
    const found = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      found.push([y / Town.UNITS, x / Town.UNITS]);
    }
    return found;
  };

  const put = (data) => {
    clusters.clearLayers();
    shapes.clearLayers();
    const at = unpack(data.at);
    clusters.addLayers(at.map((place, index) => {
      const one = { id: data.ids[index], title: data.titles[index], place: data.labels[data.label[index]], status: data.statuses[Number(data.status[index])], supports: data.supports[index] };
      const marker = L.marker(place, { icon: icon(words.one.replace("{title}", one.title)), place: one.place });
      return marker.bindPopup(() => popup(one), { className: "map-popup", maxWidth: 280 });
    }));
    for (const [kind, ...steps] of Object.values(data.shapes)) {
      const points = unpack(steps);
      shapes.addLayer(kind ? L.polygon(points, { className: "place-area", weight: 2, interactive: false }) : L.polyline(points, { className: "place-line", weight: 4, interactive: false }));
    }
  };

  // Enter and space open what has the focus; closing gives the focus back.
  let opener = null;
  map.on("popupopen", ({ popup: box }) => {
    opener = box._source && box._source.getElement();
    const holder = box.getElement();
    const close = holder.querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", words.close);
    const link = holder.querySelector("a.popup-title");
    if (link) link.focus({ preventScroll: true });
  });
  map.on("popupclose", () => {
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    if (event.key === " " && event.target.classList.contains("map-pin")) {
      event.preventDefault();
      event.target.click();
    }
  });

  const failed = () => { byId("map-said").textContent = words.failed; };
  let shown = "";
  const load = async () => {
    const list = byId("list");
    const url = list && list.dataset.mapData;
    if (!url || url === shown) return;
    shown = url;
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(String(answer.status));
      put(await answer.json());
    } catch { failed(); }
  };

  byId("map-section").addEventListener("click", () => {
    const box = map.getBounds(), unit = (value) => Math.round(value * Town.UNITS);
    const target = new URL(byId("list").dataset.mapPage, location.href);
    target.searchParams.set("ausschnitt", [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(unit).join(","));
    location.assign(target);
  });
  const section = new URLSearchParams(location.search).get("ausschnitt");
  if (section && /^-?\d+(,-?\d+){3}$/.test(section)) {
    const [west, south, east, north] = section.split(",").map((value) => Number(value) / Town.UNITS);
    map.fitBounds([[south, west], [north, east]]);
  }
  document.addEventListener("htmx:afterSettle", load);
  Town.draw(map, frame).catch(failed);
  load();
})();
