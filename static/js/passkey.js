// Passkeys: asks the server for a question, lets the browser ask the person, and sends the answer with the form.
(() => {
  "use strict";
  const part = document.getElementById("passkey");
  if (!part) return;
  const form = document.getElementById("passkey-form");
  const button = document.getElementById("passkey-button");
  const problem = document.getElementById("passkey-problem");

  const complain = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = false;
    button.disabled = false;
    problem.focus();
  };

  part.querySelector("[data-without-script]").hidden = true;
  if (!window.PublicKeyCredential || !navigator.credentials) {
    problem.textContent = part.dataset.missing;
    problem.hidden = false;
    return;
  }
  part.querySelector("[data-with-script]").hidden = false;

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = (question) => {
    question.challenge = toBytes(question.challenge);
    if (question.user) question.user.id = toBytes(question.user.id);
    for (const name of ["excludeCredentials", "allowCredentials"]) {
      if (question[name]) question[name] = question[name].map((one) => ({ ...one, id: toBytes(one.id) }));
    }
    return { publicKey: question };
  };

  const answered = (credential) => {
    const { response } = credential;
    const told = { clientDataJSON: toText(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) told[name] = toText(response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response: told, clientExtensionResults: {} });
  };

  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
      const response = await fetch(part.dataset.question, { method: "POST", body, credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      const question = asked(await response.json());
      const credential = await navigator.credentials[part.dataset.kind](question);
      form.elements.credential.value = answered(credential);
      form.submit();
    } catch (error) {
      const known = { NotAllowedError: part.dataset.cancelled, InvalidStateError: part.dataset.known };
      complain(known[error.name] || part.dataset.failed);
    }
  });
})();
