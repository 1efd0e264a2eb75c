// Buttons that copy what a field holds; without scripts, or without the right to, the field itself can be marked.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    if (button.dataset.done) button.textContent = button.dataset.done;
  });
}
