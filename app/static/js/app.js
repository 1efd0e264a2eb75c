// Comfort everywhere: dialogs, menus, toasts, and unsent answers going out after sign-in.
const { count, flush } = await import(document.documentElement.dataset.outbox);

document.documentElement.classList.add("has-js");

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog, .toast")?.[event.target.closest("dialog") ? "close" : "remove"]();
  for (const menu of document.querySelectorAll("details[data-menu][open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A second press while the first is on its way would only confuse; the button says that work is going on.
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (!target.matches("[data-once]")) return;
  if (target.dataset.sent) return event.preventDefault();
  target.dataset.sent = "yes";
  submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

for (const fault of document.querySelectorAll("[data-first-fault]")) fault.focus();

const banner = document.getElementById("unsent");
if (banner && document.documentElement.dataset.person) {
  const update = () => {
    const left = count();
    banner.hidden = left === 0;
    banner.querySelector("[data-count]").textContent = left;
  };
  document.addEventListener("outbox", update);
  update();
  flush();
}
