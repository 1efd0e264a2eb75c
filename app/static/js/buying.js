// A choice is worked out as soon as it is made; without scripts the button does it.
for (const form of document.querySelectorAll("[data-follow]")) {
  form.querySelector("[data-follow-button]").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

// What is read from the payment service comes later, so that the page never waits for it.
for (const place of document.querySelectorAll("[data-later]")) {
  fetch(place.dataset.later)
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((text) => {
      const part = new DOMParser().parseFromString(text, "text/html").querySelector("[data-part]");
      if (part) place.textContent = part.textContent.trim();
    })
    .catch(() => {}); // the link stays
}
