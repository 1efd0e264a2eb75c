// A page that waits for the worker looks again by itself, without moving the reader about.
const box = document.querySelector("[data-wait]");
const pause = Number(box?.dataset.wait ?? 2) * 1000;

async function look() {
  if (document.hidden) return setTimeout(look, pause);
  try {
    const answer = await fetch(location.href, { headers: { "X-Wait": "1" } });
    const kept = answer.headers.get("Content-Disposition") ?? "";
    if (kept.startsWith("attachment")) return arrived();
    if (answer.url !== location.href.split("#")[0]) return location.assign(answer.url);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-wait]");
      if (!fresh) return location.reload();
      const states = [...fresh.querySelectorAll("[role=status]")];
      const shown = box.querySelectorAll("[role=status]");
      if (states.length !== shown.length) return location.reload(); // one of several is done
      states.forEach(({ textContent }, at) => {
        if (shown[at].textContent !== textContent) shown[at].textContent = textContent;
      });
      const bars = box.querySelectorAll("progress");
      fresh.querySelectorAll("progress[value]").forEach((bar, at) => {
        if (bars[at]) bars[at].value = bar.value;
      });
    }
  } catch {
    // The server is away; the page keeps asking.
  }
  setTimeout(look, pause);
}

// The file is ready: start its download and say so; the page itself stays.
function arrived() {
  box.querySelector("[role=status]").textContent = box.dataset.done;
  box.querySelector("progress").hidden = true;
  const heading = document.querySelector("h1");
  if (heading && box.dataset.title) {
    document.title = document.title.replace(heading.textContent, box.dataset.title);
    heading.textContent = box.dataset.title;
  }
  location.assign(location.href);
}

if (box) setTimeout(look, pause / 2);
