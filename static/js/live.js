// A running meeting on a poor network: asks every few seconds, without cookies, whether there is anything new; keeps an answer on
// the device until the server says that it arrived; counts minutes on. Without this file one reloads, and forms are sent as ever.
(() => {
  "use strict";
  const words = document.currentScript ? document.currentScript.dataset : {};
  const EVERY = 3000;
  const LONGEST = 15000;
  const FRESH = 10000;
  const place = () => document.querySelector("[data-live]");

  // --- is there anything new?
  let known = null;
  let failures = 0;
  let later;
  // The poll as everybody sees it is put in at once; the person's own page follows.
  const put = (html) => {
    const old = document.getElementById("live-poll");
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("live-poll");
    if (!old || !fresh || old.dataset.livePoll === fresh.dataset.livePoll) return;
    old.replaceWith(document.adoptNode(fresh));
    say();
  };
  const seen = () => (place() && place().dataset.version) || null;
  const look = async () => {
    const region = place();
    if (!region) return;
    try {
      const answer = await fetch(region.dataset.live, { credentials: "omit", cache: "no-cache", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) throw new Error(String(answer.status));
      hear(await answer.json());
    } catch (error) {
      failures += 1;
      if (failures > 1) region.querySelectorAll("[data-live-offline]").forEach((line) => { line.textContent = words.offline || ""; line.hidden = false; });
    }
  };
  const hear = (told) => {
    const region = place();
    if (!region) return;
    const version = String(told.version);
    failures = 0;
    region.querySelectorAll("[data-live-offline]").forEach((line) => { line.hidden = true; });
    const before = known === null ? seen() : known;
    known = version;
    if (before !== null && before !== version) {
      const own = region.dataset.number;
      if (told.poll) put(told.poll);
      const wait = told.spread && String(told.speaker) !== own ? told.spread * 1000 * Math.random() : 0;
      clearTimeout(later);
      later = setTimeout(() => document.body.dispatchEvent(new CustomEvent("live-change")), wait);
    }
    send();
  };
  const again = () => {
    const usual = Number((place() || { dataset: {} }).dataset.liveSeconds) * 1000 || EVERY;
    const wait = Math.min(LONGEST, usual * (1 + failures / 2)) * (0.85 + 0.3 * Math.random()); // not all phones at once
    setTimeout(() => (isTold ? Promise.resolve() : look()).finally(again), document.hidden ? Math.max(wait, LONGEST) : wait);
  };
  // Where the city runs a process for it, the server says at once what is new; then nobody needs to ask.
  let isTold = false;
  const listen = () => {
    const url = place() && place().dataset.liveEvents;
    if (!url || !window.EventSource) return;
    const events = new EventSource(url);
    events.onopen = () => { isTold = true; };
    events.onerror = () => { isTold = false; }; // it comes back by itself; meanwhile the phone asks
    events.onmessage = (event) => { isTold = true; hear(JSON.parse(event.data)); };
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("online", () => { look(); send(); });

  // --- answers that are kept until they arrived: address → what is sent
  const BOX = "participation-live";
  const read = () => { try { return JSON.parse(localStorage.getItem(BOX) || "{}"); } catch { return {}; } };
  const write = (box) => { try { localStorage.setItem(BOX, JSON.stringify(box)); } catch { /* private windows: then only this page keeps it */ } memory = box; };
  let memory = read();
  let sending = false;
  const tell = (url, text) => {
    let told = false;
    document.querySelectorAll("form[data-live-keep]").forEach((form) => {
      const line = form.querySelector("[data-live-status]");
      if (form.getAttribute("action") === url && line) { line.textContent = text; told = true; }
    });
    return told;
  };
  // An answer that came too late, or to a poll that is gone from the page: it was promised to be sent, so the page says that it does not count.
  const tellLost = (question, text) => {
    const line = document.querySelector("[data-live-lost]");
    if (!line || !text) return;
    line.querySelector("[data-live-lost-text]").textContent = question ? `${question} – ${text}` : text;
    line.hidden = false;
  };
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (const [url, kept] of Object.entries(memory)) {
        const token = document.querySelector("input[name=csrf_token]");
        const body = new URLSearchParams(kept.body);
        if (token) body.set("csrf_token", token.value);
        let answer;
        try {
          answer = await fetch(url, { method: "POST", body, headers: { "X-Live": "kept" }, signal: AbortSignal.timeout(10000) });
        } catch {
          tell(url, words.waiting || "");
          continue;
        }
        if (answer.status >= 500 || answer.status === 429) { tell(url, words.waiting || ""); continue; }
        const said = await answer.text();
        const box = { ...memory };
        if (box[url] && box[url].at === kept.at) delete box[url];
        write(box);
        if (answer.ok) document.body.dispatchEvent(new CustomEvent("live-change"));
        const told = (answer.headers.get("content-type") || "").startsWith("text/plain") ? said : "";
        const canMend = answer.ok || answer.status === 422; // else the form is about to leave the page
        if (!tell(url, canMend ? told : "") || !canMend) tellLost(kept.question, answer.ok ? "" : told);
      }
    } finally {
      sending = false;
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-live-keep")) return;
    event.preventDefault();
    const url = form.getAttribute("action");
    const asked = form.querySelector("legend, .live-question, label");
    write({ ...memory, [url]: { at: Date.now(), question: asked ? asked.textContent.trim() : "", body: new URLSearchParams(new FormData(form)).toString() } });
    document.querySelectorAll("[data-live-lost]").forEach((line) => { line.hidden = true; });
    tell(url, words.sending || "");
    send();
  });

  // --- minutes of the point and of whoever speaks
  const count = () => {
    document.querySelectorAll("[data-since]").forEach((clock) => {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60000));
      const planned = Number(clock.dataset.minutes);
      const text = planned ? words.of : words.minutes;
      if (text) clock.textContent = text.replace("{minutes}", minutes).replace("{planned}", planned);
      clock.classList.toggle("live-over", Boolean(planned) && minutes >= planned);
    });
  };

  // --- what a screen reader hears: a new question, the word; each once, however often the page is drawn anew
  let said = "";
  function say() {
    const text = [...document.querySelectorAll("[data-live-announce]")].map((one) => one.dataset.liveAnnounce).filter(Boolean).join(" ");
    const region = document.getElementById("page-status");
    if (region && text && text !== said) region.textContent = text;
    said = text;
  }

  // What was said when the page was loaded ("Sie stehen auf der Redeliste.") is not true for a whole evening.
  const loaded = Date.now();
  const dropOld = () => { if (Date.now() - loaded > FRESH) document.querySelectorAll("main > .flash").forEach((line) => line.remove()); };

  if (place()) {
    count();
    setInterval(count, 5000);
    document.addEventListener("htmx:afterSettle", () => { count(); say(); dropOld(); });
    say();
    send();
    listen();
    again();
  }
})();
