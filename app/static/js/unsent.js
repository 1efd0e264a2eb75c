// A part that is shut: answers this browser still holds are shown as text, so that nothing typed is lost silently.
const { all } = await import(document.documentElement.dataset.outbox);
const box = document.querySelector("[data-unsent]");
const field = document.getElementById("unsent-text");
const kept = all().map(([, item]) => [item.title, item.said].filter(Boolean).join("\n"));
if (kept.length) {
  field.value = [field.value, ...kept].filter(Boolean).join("\n\n");
  box.hidden = false;
}
