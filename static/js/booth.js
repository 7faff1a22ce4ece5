// The booth: reads what is marked, encrypts it here, and hands over nothing but the encrypted ballot. Opening one instead shows what is in it.
(() => {
  "use strict";
  const booth = document.getElementById("booth");
  if (!booth || !window.Belenios) return;
  const words = booth.dataset;
  const size = JSON.parse(words.options).length;
  const byId = (id) => document.getElementById(id);
  const steps = [...booth.querySelectorAll("[data-step]")];
  const problem = byId("booth-problem");
  let prepared = null; // the ballot that was made last, and what is in it

  const show = (name) => {
    problem.hidden = true;
    steps.forEach((step) => { step.hidden = step.dataset.step !== name; });
    const heading = steps.find((step) => step.dataset.step === name).querySelector("h2, legend");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  };

  const complain = (sentence) => {
    problem.querySelector("h2").textContent = sentence;
    problem.hidden = false;
    problem.focus();
  };

  /** The marks as Belenios takes them: 0 and 1, blank first; or a rank for each option. Null where something is missing, with a sentence. */
  const read = () => {
    if (words.kind === "ranked") {
      const ranks = [...booth.querySelectorAll("select")].map((field) => Number(field.value) || 0);
      const given = ranks.filter((rank) => rank > 0);
      if (new Set(given).size !== given.length) return [null, words.twice];
      const order = [...given].sort((one, other) => one - other);
      return [ranks.map((rank) => (rank ? order.indexOf(rank) + 1 : 0)), ""];
    }
    const chosen = [...booth.querySelectorAll("input[name=mark]:checked")].map((field) => field.value);
    if (words.kind === "choice" && !chosen.length) return [null, words.choose];
    const marks = Array.from({ length: size }, (_none, place) => Number(chosen.includes(String(place + 1))));
    return [[marks.includes(1) ? 0 : 1, ...marks], ""];
  };

  /** The voter's credential, or a sentence why there is none. */
  const credential = async () => {
    const sent = new FormData();
    sent.append("csrf_token", words.token);
    const answer = await fetch(words.credential, { method: "POST", body: sent, headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.ok && answer.headers.get("Content-Type").startsWith("application/json")) return [(await answer.json()).credential, ""];
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [null, page.body.textContent.trim().replace(/\s+/g, " ") || words.failed];
  };

  const encrypt = async () => {
    const [marks, missing] = read();
    if (!marks) return complain(missing);
    const button = byId("booth-check");
    button.disabled = true;
    show("check");
    byId("cast-button").disabled = true;
    byId("booth-open").disabled = true;
    window.BallotWords.show(byId("booth-chosen"), marks, words);
    byId("booth-tracker").textContent = words.busy;
    try {
      const [secret, refused] = await credential();
      if (!secret) {
        show("fill");
        return complain(refused);
      }
      prepared = { marks, ...(await window.Belenios.makeBallot(words.election, secret, [marks])) };
      byId("cast").elements.ballot.value = prepared.text;
      byId("booth-tracker").textContent = prepared.tracker;
      byId("cast-button").disabled = false;
      byId("booth-open").disabled = false;
    } catch (error) {
      show("fill");
      complain(error instanceof TypeError ? words.offline : words.failed);
    } finally {
      button.disabled = false;
    }
    return undefined;
  };

  /** A ballot that is opened or left is not the one that is cast. */
  const forget = () => {
    prepared = null;
    byId("cast").elements.ballot.value = "";
  };

  const open = () => {
    if (!prepared) return;
    const { opening, tracker, marks } = prepared;
    forget();
    byId("booth-opened-tracker").textContent = tracker;
    window.BallotWords.show(byId("booth-opened-chosen"), marks, words);
    byId("booth-download").href = URL.createObjectURL(new Blob([opening], { type: "application/json" }));
    show("opened");
  };

  const back = () => {
    forget();
    show("fill");
  };

  byId("booth-check").addEventListener("click", encrypt);
  byId("booth-open").addEventListener("click", open);
  byId("booth-back").addEventListener("click", back);
  byId("booth-again").addEventListener("click", back);
  byId("cast").addEventListener("submit", (event) => {
    if (!prepared) event.preventDefault();
    // the opening of a ballot that is cast is forgotten with this page
  });
  steps[0].hidden = false;
})();
