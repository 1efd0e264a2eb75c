// The filling screen: every change is queued at once, and the state line says what is true.
// The address carries a hash, so old and new scripts never mix.
const { drop, flush, put, rebase, retry, waiting } = await import(document.documentElement.dataset.outbox);

const words = JSON.parse(document.getElementById("fill-words").textContent);
const timers = new Map();

const frame = () => document.getElementById("fill");
const slotOf = (form) => form.action + "#" + (form.elements.site?.value || "");
const formOf = (slot) => [...document.querySelectorAll("form[data-answer]")].find((form) => slotOf(form) === slot);

function say(text, tone = "") {
  const line = document.getElementById("save-state");
  if (!line || line.textContent === text) return;
  line.textContent = text;
  line.dataset.tone = tone;
}

function fieldsOf(form) {
  const skip = new Set(["csrf_token", "version", "go"]);
  return [...new FormData(form)].filter(([name]) => !skip.has(name));
}

// Two numbers that only mean something together: half of them is not an answer yet.
function gapIn(form) {
  const boxes = [...form.querySelectorAll("input[data-value][inputmode], select[data-value]")];
  return boxes.some((box) => box.value.trim()) ? boxes.find((box) => !box.value.trim()) : undefined;
}

function queue(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  if (gapIn(form)) return say(words.partial, "bad");
  put(slotOf(form), form.action, fieldsOf(form), form.elements.version.value);
}

// A share is one answer in two boxes: it goes out when both are filled, or when the person moves on.
function isHalf(form) {
  const boxes = [...form.querySelectorAll("input[data-value][inputmode], select[data-value]")];
  return boxes.some((box) => box.value.trim()) && boxes.some((box) => !box.value.trim());
}

function later(form) {
  clearTimeout(timers.get(form));
  say(words.typing, "busy");
  timers.set(form, isHalf(form) ? 0 : setTimeout(() => queue(form), 700));
}

// Options that stand alone, and "don't know" against a value, exclude each other as they do on the server.
function tidy(form, touched) {
  if (touched.type === "checkbox" && touched.checked) {
    const alone = touched.name === "state" || touched.dataset.exclusive !== undefined;
    for (const box of form.querySelectorAll('input[type="checkbox"]')) {
      if (box === touched) continue;
      if (alone || box.name === "state" || box.dataset.exclusive !== undefined) box.checked = false;
    }
  }
  if (touched.name === "state" && touched.checked) {
    for (const field of form.querySelectorAll("[data-value]")) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
  } else if (touched.dataset.value !== undefined) {
    for (const box of form.querySelectorAll('input[name="state"]')) box.checked = false;
  }
}

// Writes queued fields back into a form, so that what was typed offline is what is seen.
function restore(form) {
  const item = waiting(slotOf(form));
  if (!item) return;
  const typed = new Map();
  for (const [name, value] of item.fields) typed.set(name, [...(typed.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ["csrf_token", "version", "site", "go"].includes(field.name)) continue;
    const values = typed.get(field.name) || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.tagName !== "BUTTON") field.value = values[0] || "";
  }
  if (item.clash) retry(slotOf(form));
}

function showProgress(data) {
  for (const spot of document.querySelectorAll("[data-progress]")) spot.textContent = data.progress.text;
  for (const bar of document.querySelectorAll("progress[data-bar]")) {
    bar.max = data.progress.asked;
    bar.value = data.progress.answered;
  }
  for (const mark of document.querySelectorAll("[data-question]")) {
    const state = data.states[mark.dataset.question];
    mark.hidden = state === undefined;
    mark.dataset.state = state || "";
    const label = mark.querySelector("[data-state-name]");
    if (label) label.textContent = words.states[state] || "";
  }
}

function showHints(data) {
  const box = document.getElementById("hints");
  if (!box) return;
  box.replaceChildren(
    ...data.contradictions.map((hint) => {
      const line = document.createElement("p");
      line.className = "notice notice--warn";
      line.textContent = hint;
      return line;
    }),
  );
}

function showFault(form, message) {
  const spot = form.querySelector("[data-fault]");
  if (!spot) return;
  spot.textContent = message || "";
  spot.hidden = !message;
}

function showClash(form, slot, data) {
  const box = form.querySelector("[data-clash]");
  if (!box) return;
  box.hidden = false;
  box.querySelector("[data-theirs]").textContent = data.theirs;
  box.querySelector("[data-mine]").textContent = data.mine;
  box.querySelector("[data-keep-mine]").onclick = () => {
    form.elements.version.value = data.version;
    box.hidden = true;
    rebase(slot, data.version);
  };
  box.querySelector("[data-take-theirs]").onclick = () => {
    drop(slot);
    go(location.href, false);
  };
}

function onOutbox({ detail }) {
  const { state, slot, data, waiting: left } = detail;
  const form = slot ? formOf(slot) : null;
  if (state === "saving") say(words.saving, "busy");
  else if (state === "retrying") say(words.retrying, "bad");
  else if (state === "sign-in") say(words.signIn, "bad");
  else if (state === "conflict") {
    say(words.conflict, "bad");
    if (form) showClash(form, slot, data);
  } else if (state === "refused") {
    say(words.refused, "bad");
    if (form) showFault(form, data.error?.message);
  } else if (state === "saved") {
    if (form) {
      form.elements.version.value = data.version;
      showFault(form, "");
    }
    if (location.pathname.startsWith(data.base)) {
      showProgress(data);
      if (form) showHints(data);
    }
    if (left) say(words.saving, "busy");
    else say(data.said, "good");
  }
  document.querySelector("[data-sign-in]")?.toggleAttribute("hidden", state !== "sign-in");
}

async function settled() {
  for (const form of timers.keys()) queue(form);
  await Promise.race([flush(), new Promise((done) => setTimeout(done, 1500))]);
}

async function go(url, push = true) {
  await settled();
  try {
    const page = await fetch(url, { headers: { Accept: "text/html", "X-Fragment": "fill" } });
    if (!page.ok || !page.headers.get("X-Fragment")) return location.assign(url);
    frame().innerHTML = await page.text();
    if (push) history.pushState({}, "", page.url);
    document.title = frame().querySelector("[data-title]").dataset.title;
    ready();
    scrollTo(0, 0);
    frame().querySelector("h1").focus({ preventScroll: true });
  } catch {
    say(words.offline, "bad");
  }
}

function ready() {
  for (const form of document.querySelectorAll("form[data-answer]")) restore(form);
  const list = document.querySelector(".fill-list");
  const mark = list?.querySelector('[aria-current="page"]');
  if (mark) list.scrollTop = mark.offsetTop - list.offsetTop - list.clientHeight / 3;
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-answer]");
  if (!form || target.type === "radio" || target.type === "checkbox") return;
  tidy(form, target);
  later(form);
});

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-answer]");
  if (!form) return;
  if (target.type === "radio" || target.type === "checkbox") tidy(form, target);
  if (isHalf(form)) later(form);
  else queue(form);
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const form = target.closest("form[data-answer]");
  if (form && isHalf(form) && relatedTarget && !form.contains(relatedTarget)) queue(form);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-clear]");
  if (clear) {
    event.preventDefault();
    const form = clear.closest("form");
    for (const field of form.querySelectorAll("[data-value], input[name=state]")) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
    return queue(form);
  }
  const step = event.target.closest("a[data-step]");
  if (!step || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(step.href);
});

// With scripts every change is already on its way; the buttons only move on.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-answer]");
  if (!form) return;
  event.preventDefault();
  const gap = gapIn(form);
  if (gap && !form.dataset.warned) {
    form.dataset.warned = "yes"; // Moving on is free: a second press leaves the half answer behind.
    showFault(form, words.partial);
    return gap.focus();
  }
  if (timers.has(form) || event.submitter?.dataset.confirm !== undefined) queue(form);
  form.querySelector("[data-carried]")?.toggleAttribute("hidden", event.submitter?.dataset.confirm !== undefined);
  const next = event.submitter?.dataset.to;
  if (next) go(next);
});

addEventListener("popstate", () => go(location.href, false));
addEventListener("pagehide", () => [...timers.keys()].forEach(queue));
document.addEventListener("outbox", onOutbox);
ready();
flush();
