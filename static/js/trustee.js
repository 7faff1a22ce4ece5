// A trustee's page: the key is made here, the urn is checked and decrypted here. The private key is never sent.
(() => {
  "use strict";
  const part = document.getElementById("trustee");
  if (!part || !window.Belenios) return;
  const words = part.dataset;
  const byId = (id) => document.getElementById(id);
  const problem = byId("trustee-problem");
  part.querySelectorAll("[data-with-script]").forEach((one) => { one.hidden = false; });

  const complain = (sentence) => {
    problem.querySelector("h2").textContent = sentence;
    problem.hidden = false;
    problem.focus();
  };

  const made = byId("make-key");
  if (made) {
    made.addEventListener("click", async () => {
      made.disabled = true;
      problem.hidden = true;
      byId("key-status").textContent = words.making;
      try {
        const { privateKey, publicKey, checkValue } = await window.Belenios.newKeyPair(words.group);
        byId("save-key").href = URL.createObjectURL(new Blob([privateKey], { type: "application/octet-stream" }));
        byId("send-key").elements.public_key.value = publicKey;
        byId("made-check").textContent = checkValue;
        byId("key-made").hidden = false;
        byId("key-made").querySelector("h3").focus();
      } catch (_error) {
        made.disabled = false;
        complain(words.failed);
      }
      byId("key-status").textContent = "";
    });
    byId("key-saved-0").addEventListener("change", (event) => { byId("key-send").disabled = !event.target.checked; });
  }

  const decrypt = byId("decrypt");
  const sentence = (error) => {
    if (!(error instanceof window.Belenios.Refused)) return words.failed;
    if (error.code === "bad-key") return words.badKey;
    if (error.code === "foreign-key") return words.foreignKey;
    if (["nothing-to-decrypt", "already-decrypted"].includes(error.code)) return words.later;
    return words.wrong.replace("{code}", error.code);
  };
  if (decrypt) {
    decrypt.addEventListener("click", async () => {
      const [file] = byId("private-key").files;
      if (!file) return complain(words.badKey);
      decrypt.disabled = true;
      problem.hidden = true;
      const progress = (done, total) => { byId("decrypt-status").textContent = words.checking.replace("{done}", done).replace("{total}", total); };
      try {
        const archive = await fetch(words.archive, { cache: "no-store" });
        if (!archive.ok) throw new Error(archive.statusText);
        const found = await window.Belenios.decrypt(new Uint8Array(await archive.arrayBuffer()), await file.text(), progress);
        if (String(found.trustee) !== words.number) {
          decrypt.disabled = false;
          return complain(words.other);
        }
        const form = byId("send-decryption");
        form.elements.decryption.value = found.text;
        form.submit();
      } catch (error) {
        decrypt.disabled = false;
        byId("decrypt-status").textContent = "";
        complain(sentence(error));
      }
      return undefined;
    });
  }
})();
