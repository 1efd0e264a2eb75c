// The book: a selection that lasts across pages, and the keyboard. Without scripts the ticks of one page are sent.
const book = document.querySelector("[data-book]");
const KEY = `jianyun.book.${book?.dataset.personBook}`;
const form = book?.querySelector("[data-selecting]");

function remembered() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEY) || "[]"));
  } catch {
    return new Set();
  }
}

const picked = remembered();
function remember() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...picked]));
  } catch {
    // Then the selection lasts as long as the page.
  }
}

const boxes = () => [...(form?.querySelectorAll("[name=client]") || [])];

function show() {
  for (const box of boxes()) {
    box.checked = picked.has(box.value);
    box.closest("tr").classList.toggle("is-picked", box.checked);
  }
  const bulk = book.querySelector("[data-bulk]");
  if (!bulk) return;
  const count = bulk.querySelector("[data-count]");
  count.hidden = false;
  count.textContent = picked.size ? count.dataset.some.replace("{n}", picked.size) : count.dataset.none;
  bulk.querySelector("[data-clear]").hidden = !picked.size;
  bulk.classList.toggle("is-on", picked.size > 0);
}

function pick(box, on) {
  if (on) picked.add(box.value);
  else picked.delete(box.value);
  remember();
  show();
}

// Rows are walked with j and k; the one with the focus is the one at hand.
function walk(step) {
  const rows = [...book.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step))];
  next.querySelector("th a").focus();
}

function toggle() {
  const box = document.activeElement?.closest("[data-row]")?.querySelector("[name=client]");
  if (box) pick(box, !box.checked);
}

const ACTS = {
  "/": () => book.querySelector("[name=q]").focus(),
  j: () => walk(1),
  k: () => walk(-1),
  x: toggle,
  n: () => book.querySelector("[data-next]")?.focus(),
  "?": () => document.getElementById("book-keys").showModal(),
};
const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=checkbox])");

if (book) {
  // What was done was done with all of them: the next selection starts afresh.
  const here = new URL(location.href);
  if (here.searchParams.has("done")) {
    picked.clear();
    remember();
    here.searchParams.delete("done");
    history.replaceState(history.state, "", here);
  }
  show();
  form?.addEventListener("change", (event) => {
    if (event.target.name === "client") pick(event.target, event.target.checked);
  });
  form?.addEventListener("submit", () => {
    const shown = new Set(boxes().map((box) => box.value));
    form.elements.elsewhere.value = [...picked].filter((id) => !shown.has(id)).join(",");
  });
  book.querySelector("[data-clear]")?.addEventListener("click", () => {
    picked.clear();
    remember();
    show();
  });
  // Empty filters would only lengthen the address that is passed on.
  book.querySelector("[data-filters]").addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    if (![...event.formData].length) event.formData.set("view", "all");
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (isTyping(event.target) || !ACTS[event.key]) return;
    event.preventDefault();
    ACTS[event.key]();
  });
}
