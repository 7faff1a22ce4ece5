// What htmx alone does not do for people: where the focus goes after a swap, what a screen reader hears, how many
// characters are left, a warning before a half-written text is lost. Every page works without this file.
(() => {
  "use strict";
  const script = document.currentScript;
  const words = script ? script.dataset : {};
  const byId = (id) => document.getElementById(id);
  const number = new Intl.NumberFormat(document.documentElement.lang || "de");

  // --- the one status region: emptied first, so that the same sentence is read out twice when it happens twice
  let announcing;
  const announce = (text) => {
    const region = byId("page-status");
    if (!region || !text) return;
    region.textContent = "";
    clearTimeout(announcing);
    announcing = setTimeout(() => { region.textContent = text; }, 100);
  };

  const focus = (element) => {
    if (!element) return false;
    if (!element.matches("a[href],button,input,select,textarea,summary,[tabindex]")) element.tabIndex = -1;
    element.focus();
    return document.activeElement === element;
  };

  // --- characters left: data-count on a field is its limit, the paragraph `<id>-count` says how many are left
  const count = (field) => {
    const place = byId(field.id + "-count");
    const limit = Number(field.dataset.count);
    if (!place || !limit) return;
    const left = limit - [...field.value].length;
    place.textContent = (left < 0 ? words.over : words.left).replace("{number}", number.format(Math.abs(left)));
    place.classList.toggle("field-count-over", left < 0);
    clearTimeout(field.counting);
    if (left < 0 || left <= limit / 10) field.counting = setTimeout(() => announce(place.textContent), 1500);
  };
  const prepare = (root) => {
    root.querySelectorAll("[data-count]").forEach(count);
    root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
  };

  // --- a form with data-guard that was written in and not sent asks before it is left
  const written = new Set();
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset && field.dataset.count) count(field);
    const form = field.form;
    if (form && form.hasAttribute("data-guard")) written.add(form);
  });
  document.addEventListener("submit", (event) => written.delete(event.target));
  document.addEventListener("saved", (event) => written.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    for (const form of written) {
      if (form.isConnected) {
        event.preventDefault();
        return;
      }
    }
  });

  // --- a suggested choice: a button with data-choose puts its value into that field, and the focus there
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    const field = button && byId(button.dataset.choose);
    if (!field) return;
    field.value = button.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  // --- menus close on Escape and when the focus or a click goes elsewhere
  const closeMenus = (except) => document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    const button = event.target.closest("[data-copy]");
    if (button && navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copy).then(() => announce(words.copied));
    }
  });
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      focus(menu.querySelector("summary"));
    }
  });

  // --- htmx
  let last = ""; // the id of what had the focus when the request left
  document.addEventListener("htmx:beforeRequest", (event) => {
    const active = document.activeElement;
    last = active && active !== document.body ? active.id : event.detail.elt.id;
    const problem = byId("page-problem");
    if (problem) problem.textContent = "";
  });

  const unchanged = {}; // the id of what asks for itself -> the tag of its last answer
  // A proxy's own page about an error must not land inside ours.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status >= 400 && xhr.status !== 422 && /<html[\s>]/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      failed();
    }
    // What asks for itself again and again stays as it is while the answer is the same.
    const { target } = event.detail;
    const same = xhr.getResponseHeader("ETag");
    if (same && target && target.matches("[data-unchanged-stays]")) {
      if (target.dataset.unchangedStays === same) event.detail.shouldSwap = false;
      else unchanged[target.id] = same;
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const fresh = event.detail.elt;
    if (!fresh || !fresh.isConnected) return;
    if (unchanged[fresh.id] && fresh.matches("[data-unchanged-stays]")) fresh.dataset.unchangedStays = unchanged[fresh.id];
    prepare(fresh.parentElement || fresh);
    const find = (selector) => (fresh.matches(selector) ? fresh : fresh.querySelector(selector));
    const spoken = find("[data-announce]");
    if (spoken) announce(spoken.dataset.announce);
    const wanted = find("[data-focus-after-swap]");
    const stays = find("[data-focus-stays]"); // it asked for itself: nobody who reads elsewhere is to be moved there
    if (wanted) focus(wanted);
    else if (stays && last === stays.id) return;
    else if (document.activeElement === document.body || !document.activeElement) {
      focus((last && byId(last)) || find("h1,h2,h3") || fresh);
    }
  });

  const failed = (event) => {
    const form = event && event.detail.elt;
    if (form && form.matches("form[data-guard]")) written.add(form);
    const problem = byId("page-problem");
    if (!problem) return;
    const box = document.createElement("p");
    box.className = "request-failed";
    box.textContent = words.failed;
    problem.replaceChildren(box);
    problem.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);

  prepare(document);
  focus(byId("error-summary"));
})();
