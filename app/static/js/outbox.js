// Unsent answers wait here, survive a closed tab or a dead server, and go out in order of need.
// An answer counts as saved only when the server has said so.

const person = document.documentElement.dataset.person || "";
const STORE = `jianyun.outbox.${person}`;
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

let memory = {};
let tries = 0;
let timer = 0;
let sending = false;

function load() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return memory;
  }
}

function store(items) {
  memory = items;
  try {
    if (Object.keys(items).length) localStorage.setItem(STORE, JSON.stringify(items));
    else localStorage.removeItem(STORE);
    return true;
  } catch {
    return false; // Private windows may refuse; the answer then lives as long as this page.
  }
}

function tell(state, detail = {}) {
  document.dispatchEvent(new CustomEvent("outbox", { detail: { state, waiting: count(), ...detail } }));
}

export function count() {
  return Object.keys(load()).length;
}

export function waiting(slot) {
  return load()[slot] || null;
}

// slot: address an answer is posted to, plus its site. fields: [[name, value], …] of its form.
export function put(slot, url, fields, version) {
  const items = load();
  const before = items[slot];
  items[slot] = { url, fields, version: before ? before.version : version, turn: (before ? before.turn : 0) + 1 };
  store(items);
  tell("saving", { slot });
  return flush();
}

export function drop(slot) {
  const items = load();
  delete items[slot];
  store(items);
}

// After a conflict: the person keeps their own words, now on top of the newest version.
export function rebase(slot, version) {
  const items = load();
  if (!items[slot]) return;
  items[slot].version = version;
  items[slot].clash = false;
  store(items);
  flush();
}

function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}

// Signing in elsewhere changes the token: true when this page now holds a fresh one.
async function renewToken() {
  const page = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (page.type === "opaqueredirect" || page.status === 401) throw new SignedOut();
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="csrf-token"]');
  const here = document.querySelector('meta[name="csrf-token"]');
  if (!fresh || !here || fresh.content === here.content) return false;
  here.content = fresh.content;
  return true;
}

class SignedOut extends Error {}

async function post(item) {
  const body = new URLSearchParams(item.fields);
  body.set("version", item.version);
  return fetch(item.url, {
    method: "POST",
    body,
    keepalive: true,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
}

async function sendOne(slot, item, again = true) {
  const answer = await post(item);
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if (answer.status === 400 && again && (await renewToken())) return sendOne(slot, item, false);
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return settle(slot, item, data);
  if (answer.status === 409 && data.version !== undefined) return clash(slot, data);
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  drop(slot);
  tell("refused", { slot, data });
}

function settle(slot, sent, data) {
  const items = load();
  const now = items[slot];
  if (now && now.turn === sent.turn) delete items[slot];
  else if (now) now.version = data.version; // Edited while on its way: the newer text follows.
  store(items);
  tries = 0;
  tell(items[slot] ? "saving" : "saved", { slot, data });
}

function clash(slot, data) {
  const items = load();
  if (items[slot]) items[slot].clash = true;
  store(items);
  tell("conflict", { slot, data });
}

// Shows a conflict again to whoever opens its question.
export function retry(slot) {
  const items = load();
  if (!items[slot]) return;
  items[slot].clash = false;
  store(items);
  flush();
}

export async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let next = first(); next; next = first()) await sendOne(...next);
  } catch (error) {
    if (error instanceof SignedOut) return tell("sign-in");
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    tries += 1;
    timer = setTimeout(flush, pause);
    tell("retrying", { pause });
  } finally {
    sending = false;
  }
}

function first() {
  return Object.entries(load()).find(([, item]) => !item.clash);
}

if (person) {
  addEventListener("online", () => flush());
  addEventListener("pageshow", () => flush());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
}
