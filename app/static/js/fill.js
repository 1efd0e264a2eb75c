// The filling screen: every change is queued at once, and the state line says what is true.
// The addresses of modules carry a hash, so old and new scripts never mix.
const outbox = await import(document.documentElement.dataset.outbox);

const words = JSON.parse(document.getElementById("fill-words").textContent);
const timers = new Map();
const versions = new Map(); // What this page saved last, for frames that were fetched before.
const others = "BroadcastChannel" in window ? new BroadcastChannel("jianyun.saved") : null;
let newest = null;

const slotOf = (form) => form.action + "#" + (form.elements.site?.value || "");
const forms = () => [...document.querySelectorAll("form[data-answer]")];
const formOf = (slot) => forms().find((form) => slotOf(form) === slot);
const isBox = (field) => field.type === "radio" || field.type === "checkbox";

function say(text, tone = "") {
  const line = document.getElementById("save-state");
  const full = text.replace("{n}", outbox.count());
  if (!line || line.textContent === full) return;
  line.textContent = full;
  line.dataset.tone = tone;
}

function fieldsOf(form) {
  const skip = new Set(["csrf_token", "version", "go"]);
  return [...new FormData(form)].filter(([name]) => !skip.has(name));
}

// How the answer reads where its form is not at hand.
function shownOf(form) {
  const said = [];
  for (const field of form.elements) {
    if (isBox(field) ? !field.checked : field.tagName === "BUTTON" || field.type === "hidden" || !field.value) continue;
    said.push(isBox(field) ? field.closest("label").innerText.trim() : field.selectedOptions?.[0].text || field.value);
  }
  return { title: form.dataset.title || "", said: said.join(" · ") };
}

// Numbers that only mean something together: some of them are not an answer yet.
function gapIn(form) {
  const boxes = [...form.querySelectorAll("input[data-value][inputmode], select[data-value]")];
  return boxes.some((box) => box.value.trim()) ? boxes.find((box) => !box.value.trim()) : undefined;
}

function queue(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  if (gapIn(form)) return say(words.partial, "bad");
  outbox.put(slotOf(form), form.action, fieldsOf(form), form.elements.version.value, shownOf(form));
}

// A share is one answer in two boxes: it goes out when both are filled, or when the person moves on.
function later(form) {
  clearTimeout(timers.get(form));
  say(words.typing, "busy");
  timers.set(form, gapIn(form) ? 0 : setTimeout(() => queue(form), 700));
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
  if (touched.name === "state" && touched.checked) empty(form.querySelectorAll("[data-value]"));
  else if (touched.dataset.value !== undefined) empty(form.querySelectorAll('input[name="state"]'));
}

function empty(fields) {
  for (const field of fields) {
    if (isBox(field)) field.checked = false;
    else field.value = "";
  }
}

// Writes queued fields back into a form, so that what was typed and not yet saved is what is seen.
function restore(form) {
  const slot = slotOf(form);
  const known = versions.get(slot);
  if (known > Number(form.elements.version.value)) form.elements.version.value = known;
  const item = outbox.waiting(slot);
  if (!item) return;
  const typed = new Map();
  for (const [name, value] of item.fields) typed.set(name, [...(typed.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ["csrf_token", "version", "site", "go"].includes(field.name)) continue;
    const values = typed.get(field.name) || [];
    if (isBox(field)) field.checked = values.includes(field.value);
    else if (field.tagName !== "BUTTON") field.value = values[0] || "";
  }
  if (item.held === "refused") showFault(form, item.why);
  if (item.held === "clash") outbox.retry(slot);
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
  const lines = data.contradictions.map((hint) => {
    const line = document.createElement("p");
    line.className = "notice notice--warn";
    line.textContent = hint;
    return line;
  });
  document.getElementById("hints")?.replaceChildren(...lines);
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
  box.querySelector("[data-keep-mine]").onclick = (event) => {
    event.preventDefault();
    form.elements.version.value = data.version;
    box.hidden = true;
    outbox.rebase(slot, data.version);
  };
  box.querySelector("[data-take-theirs]").onclick = (event) => {
    event.preventDefault();
    outbox.drop(slot);
    reload();
  };
}

// What was saved is what "as it was" means from now on: undoing without a connection goes back to it.
function settle(form) {
  for (const field of form.elements) {
    if (isBox(field)) field.defaultChecked = field.checked;
    else if (field.tagName === "TEXTAREA" || field.tagName === "INPUT") field.defaultValue = field.value;
    for (const option of field.options || []) option.defaultSelected = option.selected;
  }
}

function onSaved(form, { slot, data, sent, waiting }) {
  versions.set(slot, data.version);
  newest = data;
  others?.postMessage({ slot, version: data.version });
  if (form) {
    form.elements.version.value = data.version;
    showFault(form, "");
    if (JSON.stringify(fieldsOf(form)) === JSON.stringify(sent.fields)) settle(form);
    form.querySelector("[data-carried]")?.setAttribute("hidden", "");
    for (const tool of form.querySelectorAll("[data-undo], [data-history]")) tool.hidden = !data.version;
  }
  if (location.pathname.startsWith(data.base)) {
    showProgress(data);
    if (form) showHints(data);
  }
  const half = forms().find((one) => timers.has(one));
  if (waiting) say(words.saving, "busy");
  else if (half) say(gapIn(half) ? words.partial : words.typing, "busy");
  else say(data.said, "good");
}

const SAY = {
  saving: () => say(words.saving, "busy"),
  retrying: () => say(outbox.isFragile() ? words.fragile : words.retrying, "bad"),
  "sign-in": () => say(words.signIn, "bad"),
  other: () => say(words.other, "bad"),
  factor: () => say(words.factor, "bad"),
  conflict: (form, { slot, data }) => {
    say(words.conflict, "bad");
    if (form) showClash(form, slot, data);
  },
  refused: (form, { data }) => {
    say(words.refused, "bad");
    if (form) showFault(form, data.error?.message);
  },
  saved: onSaved,
};

document.addEventListener("outbox", ({ detail }) => {
  SAY[detail.state]?.(detail.slot ? formOf(detail.slot) : null, detail);
  document.querySelector("[data-factor]")?.toggleAttribute("hidden", detail.state !== "factor");
  document.querySelector("[data-sign-in]")?.toggleAttribute("hidden", !["sign-in", "other"].includes(detail.state));
});

const reload = () => document.dispatchEvent(new CustomEvent("fill:go", { detail: { url: location.href, push: false } }));

// The same question open in another window: shown anew, unless something is being typed or waits here.
function follow({ slot, version }) {
  const form = formOf(slot);
  if (!form || timers.has(form) || outbox.waiting(slot) || Number(form.elements.version.value) >= version) return;
  reload();
  say(words.stale, "busy");
}

// What is kept on the device reaches the other window a little later than the news.
others?.addEventListener("message", ({ data }) => setTimeout(follow, 300, data));

document.addEventListener("fill:say", ({ detail }) => say(words[detail.word] || "", detail.tone));

// Before the page moves on: everything typed is queued, and given a moment to arrive.
document.addEventListener("fill:leave", ({ detail }) => {
  for (const form of [...timers.keys()]) queue(form);
  detail.waits.push(Promise.race([outbox.flush(), new Promise((done) => setTimeout(done, 1500))]));
});

document.addEventListener("fill:shown", ({ detail }) => {
  forms().forEach(restore);
  if (detail?.old && newest) showProgress(newest);
});

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-answer]");
  if (!form || isBox(target) || target.type === "file") return;
  tidy(form, target);
  later(form);
});

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-answer]");
  if (!form || target.type === "file") return;
  if (isBox(target)) tidy(form, target);
  if (gapIn(form)) later(form);
  else queue(form);
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const form = target.closest("form[data-answer]");
  if (form && gapIn(form) && relatedTarget && !form.contains(relatedTarget)) queue(form);
});

// With scripts every change is already on its way; the buttons only move on.
function onSubmit(form, button) {
  if (button?.dataset.clear !== undefined) {
    empty(form.querySelectorAll("[data-value], input[name=state]"));
    return queue(form);
  }
  const gap = gapIn(form);
  if (gap && !form.dataset.warned) {
    form.dataset.warned = "yes"; // Moving on is free: a second press leaves the half answer behind.
    showFault(form, words.partial);
    return gap.focus();
  }
  if (timers.has(form) || button?.dataset.confirm !== undefined) queue(form);
  const url = button?.dataset.to;
  if (url) document.dispatchEvent(new CustomEvent("fill:go", { detail: { url } }));
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-answer]");
  if (!form || event.submitter?.dataset.undo !== undefined) return;
  event.preventDefault();
  onSubmit(form, event.submitter);
});

addEventListener("pagehide", () => {
  for (const form of [...timers.keys()]) queue(form);
  outbox.hurry();
});
forms().forEach(restore);
outbox.flush();
