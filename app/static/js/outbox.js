// Unsent answers wait here, survive a closed tab or a dead server, and go out in order of need.
// An answer counts as saved only when the server has said so, and leaves this device only then or when its author says.

const person = document.documentElement.dataset.person || "";
const STORE = `jianyun.outbox.${person}|`;
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];
const PATIENCE = 20000;

// Private windows and full disks refuse to keep things; those answers live as long as this page.
const fragile = new Map();
let tries = 0;
let timer = 0;
let sending = null;
let onItsWay = "";

export class SignedOut extends Error {}
export class OtherPerson extends SignedOut {}
export class FactorDue extends SignedOut {} // The organisation asks for a second factor first.

function keysKept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(STORE));
  } catch {
    return [];
  }
}

function read(slot) {
  if (fragile.has(slot)) return fragile.get(slot);
  try {
    return JSON.parse(localStorage.getItem(STORE + slot));
  } catch {
    return null;
  }
}

function write(slot, item) {
  try {
    localStorage.setItem(STORE + slot, JSON.stringify(item));
    fragile.delete(slot);
  } catch {
    fragile.set(slot, item);
  }
}

export function drop(slot) {
  fragile.delete(slot);
  try {
    localStorage.removeItem(STORE + slot);
  } catch {
    // Nothing was kept there.
  }
}

// Every waiting answer, oldest first: [slot, item].
export function all() {
  const slots = new Set([...keysKept().map((key) => key.slice(STORE.length)), ...fragile.keys()]);
  return [...slots]
    .map((slot) => [slot, read(slot)])
    .filter(([, item]) => item)
    .sort(([, one], [, other]) => (one.at || 0) - (other.at || 0));
}

export const count = () => all().length;
export const waiting = (slot) => read(slot);
export const isFragile = () => fragile.size > 0;

export function tell(state, detail = {}) {
  document.dispatchEvent(new CustomEvent("outbox", { detail: { state, waiting: count(), ...detail } }));
}

// slot: address an answer is posted to, plus its site. fields: [[name, value], …] of its form. shown: { title, said },
// how the answer can be read where its form is not at hand.
export function put(slot, url, fields, version, shown = {}) {
  const before = read(slot);
  const at = before ? before.at : Date.now(); // Only the order on this device; the server never sees it.
  const turn = (before ? before.turn : 0) + 1;
  write(slot, { url, fields, version: before ? before.version : version, turn, at, doubt: before?.doubt, ...shown });
  tell("saving", { slot });
  return flush();
}

// After a conflict the person keeps their own words, now on top of the newest version.
export function rebase(slot, version) {
  const item = read(slot);
  if (!item) return;
  write(slot, { ...item, version, held: "", doubt: null });
  flush();
}

// Sends again what was held back, e.g. to show a conflict to whoever opens its question.
export function retry(slot) {
  const item = read(slot);
  if (item) rebase(slot, item.version);
}

const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";

function checkSignedIn(answer) {
  if (answer.type === "opaqueredirect") throw new SignedOut();
}

// Signing in elsewhere changes the token: true when this page now holds a fresh one. What one person wrote is never
// sent while another is signed in.
async function renewToken() {
  const page = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  checkSignedIn(page);
  if (page.status === 401) throw new SignedOut();
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  if ((fresh.documentElement.dataset.person || "") !== person) throw new OtherPerson();
  const meta = fresh.querySelector('meta[name="csrf-token"]');
  const here = document.querySelector('meta[name="csrf-token"]');
  if (!meta || !here || meta.content === here.content) return false;
  here.content = meta.content;
  return true;
}

// One post with the page's token, renewed once when it is stale. SignedOut, or Error when the server cannot say.
export async function post(url, fields, again = true) {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    keepalive: true,
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
    headers: { Accept: "application/json", "X-CSRFToken": token(), "X-Person": person },
  });
  checkSignedIn(answer);
  if (answer.status === 401) throw new OtherPerson();
  if (answer.status === 428) throw new FactorDue();
  if (answer.status === 400 && again && (await renewToken())) return post(url, fields, false);
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  return [answer, await answer.json().catch(() => ({}))];
}

const send = (item, fields = item.fields) => post(item.url, [...fields, ["version", item.version]]);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// An answer whose reply was lost may have arrived or not. Where a newer one follows it, it is sent once more before that:
// saying the same again changes nothing, and the newer one then stands on the version that is really there.
async function sendOne(slot, item) {
  const again = item.doubt && !same(item.doubt, item.fields);
  const fields = again ? item.doubt : item.fields;
  write(slot, { ...item, doubt: fields });
  onItsWay = slot;
  const [answer, data] = await send(item, fields).finally(() => (onItsWay = ""));
  if (answer.ok && data.version === undefined) throw new Error("not ours"); // e.g. a hotel's sign-in page
  const clash = answer.status === 409 && data.version !== undefined;
  if (again && !clash) return settle(slot, { ...item, turn: -1 }, answer.ok ? data : { version: item.version });
  if (answer.ok) return settle(slot, item, data);
  const now = read(slot);
  // Whatever the server would not take stays here, readable, until its author has seen it.
  const held = clash ? "clash" : "refused";
  if (now && (clash || now.turn === item.turn)) write(slot, { ...now, held, why: data.error?.message || "", doubt: null });
  tell(clash ? "conflict" : "refused", { slot, data });
}

function settle(slot, sent, data) {
  const now = read(slot);
  if (now && now.turn === sent.turn) drop(slot);
  else if (now) write(slot, { ...now, version: data.version, doubt: null }); // The newer text follows.
  tries = 0;
  tell(read(slot) ? "saving" : "saved", { slot, data, sent });
}

const first = () => all().find(([, item]) => !item.held);

// One window sends at a time: two would take each other's answers for somebody else's.
const alone = (work) => (navigator.locks ? navigator.locks.request(STORE, work) : work());

// True when nothing is left to send.
async function sendAll() {
  clearTimeout(timer);
  try {
    for (let next = first(); next; next = first()) await sendOne(...next);
    return true;
  } catch (error) {
    if (error instanceof SignedOut) tell(error instanceof OtherPerson ? "other" : error instanceof FactorDue ? "factor" : "sign-in");
    else {
      timer = setTimeout(flush, PAUSES[Math.min(tries, PAUSES.length - 1)]);
      tries += 1;
      tell("retrying");
    }
    return false;
  }
}

export function flush() {
  if (!first()) return Promise.resolve();
  sending ??= alone(sendAll).then((done) => {
    sending = null;
    if (done) return flush(); // Whatever came in at the very end.
  });
  return sending;
}

// The page is going: no time to wait for another window's turn. Saying the same twice changes nothing.
export function hurry() {
  for (const [slot, item] of all()) if (!item.held && slot !== onItsWay) send(item).catch(() => {});
}

if (person) {
  const again = () => ((tries = 0), flush());
  addEventListener("online", again);
  addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  addEventListener("beforeunload", (event) => isFragile() && event.preventDefault());
}
