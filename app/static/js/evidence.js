// Files behind an answer: sent one at a time with visible progress; a photo from a school is shown first, to be blurred.
const box = document.getElementById("evidence-sending");
const bar = box.querySelector("progress");
const again = box.querySelector("[data-again]");
const dismiss = box.querySelector("[data-dismiss]");
let busy = null;
let rest = 0;

const shelfAt = (url) => [...document.querySelectorAll("[data-shelf]")].find((shelf) => shelf.dataset.shelf === url);
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";

function tell(words, name, { share = null, over = false, retry = null } = {}) {
  clearTimeout(rest);
  box.hidden = false;
  box.querySelector("[data-said]").textContent = words.replace("{name}", name);
  bar.hidden = over;
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
  again.hidden = !retry;
  again.onclick = retry;
  dismiss.hidden = !over;
}

// What went well needs no pressing away.
function finish(words, name) {
  tell(words, name, { over: true });
  rest = setTimeout(() => (box.hidden = true), 10000);
}

dismiss.addEventListener("click", () => {
  box.hidden = true;
  document.querySelector("[data-shelf-form] summary")?.focus();
});

function showFault(form, message) {
  const spot = form.isConnected && form.querySelector("[data-evidence-fault]");
  if (!spot) return false;
  spot.textContent = message;
  spot.hidden = !message;
  return true;
}

function showShelf(url, html) {
  const shelf = shelfAt(url);
  if (!shelf) return; // The person has moved on; the file is kept all the same.
  const fresh = document.createRange().createContextualFragment(html);
  shelf.replaceWith(fresh);
  shelfAt(url)?.querySelector("[data-shelf-form] summary")?.focus({ preventScroll: true });
}

function post(url, body, onShare) {
  return new Promise((done, fail) => {
    const call = new XMLHttpRequest();
    call.open("POST", url);
    call.setRequestHeader("Accept", "application/json");
    call.setRequestHeader("X-CSRFToken", token());
    call.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total);
    call.onload = () => done(call);
    call.onerror = fail;
    call.send(body);
  });
}

function read(call) {
  try {
    return JSON.parse(call.responseText);
  } catch {
    return {}; // A page instead of an answer: the sign-in form.
  }
}

async function send(form, body, name) {
  const url = form.getAttribute("action");
  const retry = () => send(form, body, name);
  body.delete("csrf_token"); // It goes in a header, so that a retry after signing in carries the new one.
  busy = name;
  tell(box.dataset.sending, name, { share: 0 });
  try {
    const call = await post(url, body, (share) =>
      tell(share < 1 ? box.dataset.sending : box.dataset.checking, name, { share: share < 1 ? share : null }),
    );
    const data = read(call);
    if (data.shelf) {
      showShelf(url, data.shelf);
      finish(data.said, name);
    } else if (!data.error) tell(box.dataset.signIn, name, { over: true, retry });
    else if (showFault(form, data.error.message)) {
      const passing = call.status === 503 || call.status === 429;
      if (passing) tell(box.dataset.failed, name, { over: true, retry });
      else box.hidden = true;
    } else tell(data.error.message, name, { over: true });
  } catch {
    tell(box.dataset.offline, name, { over: true, retry });
  } finally {
    busy = null;
  }
}

// Some phones name no type; then the first bytes tell.
async function isPhoto(file) {
  if (!file || file.type.startsWith("image/")) return Boolean(file);
  const head = [...new Uint8Array(await file.slice(0, 12).arrayBuffer())].map((one) => String.fromCharCode(one)).join("");
  return /^(\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp)/s.test(head);
}

async function offer(form) {
  const file = form.elements.file.files[0];
  if (!file || busy) return;
  showFault(form, "");
  if (file.size > Number(box.dataset.most))
    return showFault(form, box.dataset.large.replace("{most}", Math.floor(box.dataset.most / 1048576)));
  const body = new FormData(form);
  if (form.dataset.school !== undefined && (await isPhoto(file))) {
    const tool = await import(form.dataset.blur).catch(() => null);
    if (!tool) return tell(box.dataset.offline, file.name, { over: true, retry: () => offer(form) });
    let picture;
    try {
      picture = await tool.cover(file, form.closest("[data-shelf]").querySelector("[data-blur-dialog]"));
    } catch {
      return showFault(form, box.dataset.unreadable);
    }
    if (!picture) return; // Not sent, and still chosen.
    body.set("file", picture, file.name.replace(/\.[^.]*$/, "") + ".jpg"); // never the original
    body.set("no_children", "yes");
  }
  send(form, body, file.name);
}

document.addEventListener("change", async ({ target }) => {
  const form = target.closest("form[data-school]");
  if (!form || target.name !== "file") return;
  // A photo is looked at in the blur tool, where sending it says the same as this box.
  const shown = await isPhoto(target.files[0]);
  const clear = form.querySelector("[data-clear-box]");
  clear.hidden = shown;
  clear.querySelector("input").required = !shown;
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-evidence]");
  if (form) {
    event.preventDefault();
    return offer(form);
  }
  const removal = event.target.closest("[data-shelf] dialog form");
  if (!removal) return;
  event.preventDefault();
  const { shelf } = removal.closest("[data-shelf]").dataset;
  const name = removal.closest("li").querySelector("a[download]").textContent;
  removal.closest("dialog").close();
  try {
    const call = await post(removal.getAttribute("action"), new FormData(removal), () => {});
    const data = read(call);
    if (data.shelf) {
      showShelf(shelf, data.shelf);
      finish(data.said, name);
    } else if (call.status === 404) location.reload(); // Removed in another tab already: show what is there.
    else tell(data.error?.message || box.dataset.signIn, name, { over: true });
  } catch {
    tell(box.dataset.failed, name, { over: true });
  }
});

addEventListener("beforeunload", (event) => busy && event.preventDefault());
