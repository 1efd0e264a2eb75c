// A choice is worked out as soon as it is made; without scripts the button does it.
for (const form of document.querySelectorAll("[data-follow]")) {
  form.querySelector("[data-follow-button]").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
