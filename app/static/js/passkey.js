// Passkeys: the device is asked, its answer goes into the form, and the form is sent like any other.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = made.response;
  const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) };
  return { ...told(made), response: { ...response, transports: made.response.getTransports?.() || [] } };
}

async function bring(options) {
  const found = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  const response = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData) };
  const handle = userHandle ? text(userHandle) : null;
  return { ...told(found), response: { ...response, signature: text(signature), userHandle: handle } };
}

const told = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
});

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsAt, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function run(form) {
  const fault = form.querySelector("[data-passkey-fault]");
  const button = form.querySelector("button");
  fault.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const options = await optionsOf(form);
    const answer = await (form.dataset.passkey === "new" ? make(options) : bring(options));
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    // Cancelled, timed out, known already or not reached: the person reads it here and may try again.
    fault.textContent = error.name === "InvalidStateError" ? fault.dataset.known : fault.dataset.passkeyFault;
    fault.hidden = false;
    button.removeAttribute("aria-busy");
  }
}

if ("PublicKeyCredential" in window)
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.parentElement.querySelector("[data-no-passkeys]")?.setAttribute("hidden", "");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
