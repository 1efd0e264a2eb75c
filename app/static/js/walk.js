// From question to question without loading a page anew. Questions of this part are fetched ahead, so that a person
// who loses the connection goes on answering; what was shown before comes back as they left it.
const PATIENCE = 20000;
const SHORT = 5000; // With a copy at hand nobody waits long for a line that hangs.

const left = new Map(); // address -> the frame's nodes, as they were left
const ahead = new Map(); // address -> HTML fetched ahead
const frame = () => document.getElementById("fill");
const say = (word, tone) => document.dispatchEvent(new CustomEvent("fill:say", { detail: { word, tone } }));
const plain = (url) => new URL(url, location.href).href.split("#")[0];
let here = plain(location.href);

async function settled() {
  const waits = [];
  document.dispatchEvent(new CustomEvent("fill:leave", { detail: { waits } }));
  await Promise.all(waits);
}

async function fetchFrame(url, patience, redirect = "follow") {
  const headers = { Accept: "text/html", "X-Fragment": "fill" };
  const page = await fetch(url, { headers, redirect, signal: AbortSignal.timeout(patience) });
  if (page.status >= 500 || page.status === 429) throw new Error(String(page.status));
  return page;
}

function show(content, url, push, old) {
  left.set(here, [...frame().childNodes]);
  frame().replaceChildren(...content);
  here = plain(url);
  if (push) history.pushState({}, "", url);
  document.title = frame().querySelector("[data-title]").dataset.title;
  document.dispatchEvent(new CustomEvent("fill:shown", { detail: { old } }));
  ready();
}

const parse = (html) => document.createRange().createContextualFragment(html).childNodes;

async function go(url, push = true, focus = "h1") {
  await settled();
  const known = left.get(plain(url)) || (ahead.has(plain(url)) ? parse(ahead.get(plain(url))) : null);
  try {
    const page = await fetchFrame(url, known ? SHORT : PATIENCE);
    if (!page.ok || !page.headers.get("X-Fragment")) return location.assign(url);
    const html = await page.text();
    ahead.set(plain(page.url), html);
    show([...parse(html)], page.url, push, false);
  } catch {
    if (!known) return say("unreachable", "bad");
    show([...known], url, push, true);
    say("retrying", "bad");
  }
  scrollTo(0, 0);
  (frame().querySelector(focus) || frame().querySelector("h1")).focus({ preventScroll: true });
}

function ready() {
  const list = document.querySelector(".fill-list");
  const mark = list?.querySelector('[aria-current="page"]');
  if (mark) list.scrollTop = mark.offsetTop - list.offsetTop - list.clientHeight / 3;
  clearTimeout(ready.timer);
  ready.timer = setTimeout(fetchAhead, 1500);
}

// The rest of this part and the question after it, one by one, once each; a person who saves data gets the next only.
async function fetchAhead() {
  const links = [...document.querySelectorAll(".fill-list li:not([hidden]) a[data-step]")];
  const at = links.findIndex((link) => link.getAttribute("aria-current"));
  const part = links[at]?.closest("details");
  const last = links.findLastIndex((link) => link.closest("details") === part) + 1;
  const wanted = navigator.connection?.saveData ? links.slice(at + 1, at + 2) : links.slice(at + 1, last + 1);
  for (const link of wanted) {
    const url = plain(link.href);
    if (ahead.has(url) || left.has(url)) continue;
    try {
      const page = await fetchFrame(url, PATIENCE, "manual");
      if (!page.ok || !page.headers.get("X-Fragment")) return;
      ahead.set(url, await page.text());
    } catch {
      return;
    }
  }
}

document.addEventListener("click", (event) => {
  const step = event.target.closest("a[data-step]");
  if (!step || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(step.href);
});
document.addEventListener("fill:go", ({ detail }) => go(detail.url, detail.push, detail.focus));
addEventListener("popstate", () => plain(location.href) !== here && go(location.href, false));
ready();
