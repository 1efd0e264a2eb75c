// Comfort everywhere: dialogs, menus, toasts, and unsent answers going out after sign-in.
const { all, drop, flush } = await import(document.documentElement.dataset.outbox);

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

// On a phone the menu runs off the side: where one is stays in sight.
const here = document.querySelector(".bar__nav [aria-current]");
if (here) {
  const [menu, at, room] = [here.parentElement, here.getBoundingClientRect(), here.parentElement.getBoundingClientRect()];
  menu.scrollLeft += at.left - room.left - (room.width - at.width) / 2;
}

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

// Changing the language keeps what was typed: it waits in this tab until the page is back. Secrets are typed again.
const TYPED = "jianyun.typed";
const SECRET = ["hidden", "password", "file"];
const typing = () =>
  [...document.querySelectorAll("main form[method=post]:not([data-answer]) :is(input, select, textarea)")].filter(
    (field) => field.name && !SECRET.includes(field.type),
  );
const isBox = (field) => field.type === "checkbox" || field.type === "radio";

document.addEventListener("submit", ({ target }) => {
  if (!target.matches(".language") || !typing().length) return;
  const fields = typing().map((field) => [field.name, isBox(field) ? field.checked : field.value]);
  try {
    sessionStorage.setItem(TYPED, JSON.stringify({ path: location.pathname, fields }));
  } catch {
    // The same.
  }
});

function bringBack() {
  const kept = JSON.parse(sessionStorage.getItem(TYPED));
  sessionStorage.removeItem(TYPED);
  if (kept?.path !== location.pathname) return;
  typing().forEach((field, place) => {
    const [name, value] = kept.fields[place] || [];
    if (name !== field.name) return;
    if (isBox(field)) field.checked = value;
    else field.value = value;
  });
}

try {
  bringBack();
} catch {
  // A browser that keeps nothing shows the page as it is.
}

// What waits on this device can be read here, whatever page is open, and leaves only when sent or thrown away.
const banner = document.getElementById("unsent");
const filling = document.getElementById("fill");

function entry([slot, item]) {
  const line = banner.querySelector("template").content.firstElementChild.cloneNode(true);
  const link = line.querySelector("a");
  link.textContent = item.title || item.url;
  link.href = item.url;
  line.querySelector("[data-said]").textContent = item.said || "";
  line.querySelector("[data-why]").textContent = item.why || "";
  const away = line.querySelector("[data-drop]");
  away.hidden = !item.held;
  away.addEventListener("click", () => (drop(slot), update()));
  return line;
}

function update() {
  // While filling, the state line speaks of what is on its way; here stands only what the server did not take.
  const left = all().filter(([, item]) => !filling || (item.held === "refused" && !isHere(item)));
  banner.hidden = left.length === 0;
  banner.querySelector("[data-count]").textContent = left.length;
  banner.querySelector("ul").replaceChildren(...left.map(entry));
}

const isHere = (item) => [...document.querySelectorAll("form[data-answer]")].some((form) => form.action === item.url);

if (banner && document.documentElement.dataset.person) {
  document.addEventListener("outbox", update);
  document.addEventListener("fill:shown", update);
  update();
  flush();
}
