// Reviewing by keyboard; every verdict is sent at once and its answer drawn anew. Without this file the forms do the same.
const bar = document.querySelector("[data-review]");
const said = document.querySelector("[data-said]");
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
const items = () => [...document.querySelectorAll("[data-item]")].filter((one) => !one.hidden);
const parse = (html) => document.createRange().createContextualFragment(html);
let here = null;

function show(item) {
  if (!item) return;
  here?.removeAttribute("aria-current");
  here = item;
  here.setAttribute("aria-current", "true");
  here.focus({ preventScroll: true });
  here.scrollIntoView({ block: "nearest" });
}

const step = (by) => {
  const all = items();
  show(all[Math.min(Math.max(all.indexOf(here) + by, 0), all.length - 1)]);
};
const onward = () => {
  const all = items();
  const at = all.indexOf(here);
  show(all.slice(at + 1).find((one) => one.dataset.settled === "no") || all[at + 1] || here);
};

async function send(form, kind) {
  const item = form.closest("[data-item]");
  const body = new FormData(form);
  body.set("kind", kind);
  said.textContent = bar.dataset.saving;
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers });
  } catch {
    return fail(form, bar.dataset.lost);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) return fail(form, told.error?.message || bar.dataset.lost);
  const fresh = parse(told.item).querySelector("[data-item]");
  item.replaceWith(fresh);
  if (here === item) here = null;
  document.querySelector("[data-progress-box]").replaceChildren(parse(told.progress));
  document.querySelector("[data-left]")?.replaceWith(parse(told.left));
  said.textContent = bar.dataset.saved;
  recount();
  here = fresh;
  if (kind === "withdraw" || kind === "note") show(fresh);
  else onward();
}

function fail(form, message) {
  said.textContent = "";
  const fault = form.querySelector("[data-fault]");
  fault.textContent = message;
  fault.hidden = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-judge]")) return;
  event.preventDefault();
  // Enter in a field presses the first button, which is hidden and means the part it stands in.
  if (!event.submitter?.hidden) return send(form, event.submitter.dataset.act);
  if (document.activeElement?.closest("[data-part=adjust]")) send(form, "adjust");
});

document.addEventListener("change", ({ target }) => {
  const words = target.selectedOptions?.[0]?.dataset.words;
  if (!words) return;
  if (target.matches("[data-finding]")) target.form.elements.reason.value = words;
  const into = document.getElementById(target.dataset.insert || "");
  if (into) into.value = [into.value.trim(), words].filter(Boolean).join("\n");
});

function recount() {
  for (const chip of document.querySelectorAll("[data-filter]")) {
    const wanted = chip.dataset.filter;
    const fitting = [...document.querySelectorAll("[data-item]")].filter((one) => !wanted || one.dataset.flags.split(" ").includes(wanted));
    chip.querySelector(".num").textContent = fitting.length;
  }
}

function open(part, selector, meant = "") {
  const box = here?.querySelector(`[data-part="${part}"]`);
  if (!box) return;
  box.open = true;
  box.dataset.meant = meant;
  here.scrollIntoView({ block: "start" });
  (box.querySelector(selector) || box.querySelector("input:not([type=hidden]), select, textarea")).focus({ preventScroll: part === "adjust" });
}

const press = (act) => {
  const form = here?.querySelector("[data-judge]");
  if (form?.querySelector(`[data-act="${act}"]`)) send(form, act);
};

function filter(chip) {
  const wanted = chip.dataset.filter;
  for (const item of document.querySelectorAll("[data-item]"))
    item.hidden = Boolean(wanted) && !item.dataset.flags.split(" ").includes(wanted);
  for (const one of document.querySelectorAll("[data-filter]")) one.removeAttribute("aria-current");
  chip.setAttribute("aria-current", "true");
  here?.removeAttribute("aria-current");
  here = null;
  step(1);
}

function nextFilter() {
  const chips = [...document.querySelectorAll("[data-filter]")];
  filter(chips[(chips.findIndex((one) => one.hasAttribute("aria-current")) + 1) % chips.length]);
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-filter]");
  if (chip) {
    event.preventDefault();
    filter(chip);
  }
});
document.addEventListener("focusin", ({ target }) => {
  const item = target.closest("[data-item]");
  if (!item || item === here) return;
  here?.removeAttribute("aria-current");
  here = item;
  here.setAttribute("aria-current", "true");
});

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press("agree"),
  u: () => press("withdraw"),
  d: () => open("adjust", "input:checked"),
  q: () => open("talk", "textarea", "ask"),
  n: () => open("talk", "textarea", "note"),
  f: nextFilter,
  s: () => document.getElementById("close-note")?.focus(),
  A: () => document.querySelector("[data-plain] button")?.click(),
  "?": () => document.getElementById("review-keys")?.showModal(),
};
const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (document.querySelector("dialog[open]")) return;
  const talk = target.closest('[data-part="talk"]');
  if ((event.ctrlKey || event.metaKey) && key === "Enter" && talk) {
    event.preventDefault();
    return send(target.form, talk.dataset.meant || "ask");
  }
  if (key === "Escape" && target.closest("[data-part]")) return show(target.closest("[data-item]"));
  if (isTyping(target) || event.ctrlKey || event.metaKey || event.altKey || !KEYS[key]) return;
  event.preventDefault();
  KEYS[key]();
});

if (location.hash.startsWith("#a-")) show(document.getElementById(location.hash.slice(1)));
