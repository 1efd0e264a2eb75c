// Undo, and the keyboard: numbers choose, j and k move on and back, ? lists all. Never while something is being typed.
const outbox = await import(document.documentElement.dataset.outbox);
const SWITCH = "jianyun.keys";

const go = (url, push, focus) => document.dispatchEvent(new CustomEvent("fill:go", { detail: { url, push, focus } }));
const say = (word, tone) => document.dispatchEvent(new CustomEvent("fill:say", { detail: { word, tone } }));
const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

function mayUseKeys() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

// The answer last touched, else the first that can be undone.
function formAtHand() {
  const forms = [...document.querySelectorAll("form[data-answer]")];
  return document.activeElement?.closest("form[data-answer]") || forms.find((one) => one.querySelector("[data-undo]:not([hidden])"));
}

// Goes through the history on the server. Without a connection only what waits here can be taken back: the answer saved
// last is queued in its place, so that whichever arrived, this one stands in the end.
async function undo(form) {
  const waits = [];
  document.dispatchEvent(new CustomEvent("fill:leave", { detail: { waits } }));
  await Promise.all(waits);
  if (outbox.waiting(form.action + "#" + (form.elements.site?.value || ""))) return takeBack(form);
  const fields = ["site", "version"].map((name) => [name, form.elements[name]?.value || ""]);
  try {
    const [answer] = await outbox.post(form.querySelector("[data-undo]").formAction, fields);
    const said = answer.ok ? ["undone", "good"] : ["stale", "busy"];
    document.addEventListener("fill:shown", () => say(...said), { once: true });
    if (answer.ok || answer.status === 409) go(location.href, false, "[data-undo]");
    else say("refused", "bad");
  } catch {
    say("unreachable", "bad");
  }
}

function takeBack(form) {
  form.reset();
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function choose(number) {
  const options = [...document.querySelectorAll("form[data-answer] .choice input:enabled")];
  options[number - 1]?.click();
  options[number - 1]?.focus();
}

const press = (selector) => document.querySelector(selector)?.click();
const help = () => document.getElementById("keys")?.showModal();
const ACTS = {
  j: () => press("[data-next]"),
  k: () => press("[data-previous]"),
  ArrowRight: (target) => !target.matches("input") && press("[data-next]"),
  ArrowLeft: (target) => !target.matches("input") && press("[data-previous]"),
  "?": help,
};

function onUndoKey(event) {
  const form = formAtHand();
  if (!form) return;
  event.preventDefault();
  undo(form);
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (isTyping(target) || document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && key.toLowerCase() === "z") return onUndoKey(event);
  if (event.ctrlKey || event.metaKey || event.altKey || !mayUseKeys()) return;
  if (/^[1-9]$/.test(key)) return choose(Number(key));
  if (!ACTS[key]) return;
  event.preventDefault();
  ACTS[key](target);
});

document.addEventListener("submit", (event) => {
  if (event.submitter?.dataset.undo === undefined) return;
  event.preventDefault();
  undo(event.target);
});

const turn = document.getElementById("keys-on");
if (turn) {
  turn.checked = mayUseKeys();
  turn.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, turn.checked ? "on" : "off");
    } catch {
      // Then the choice lasts as long as the browser allows: not at all.
    }
  });
}
