// Pages of a colleague without an account. A part that was closed meanwhile shows what it would not accept, and
// nothing is handed back while answers are still on their way.
const { all, count, drop, flush, put, retry } = await import(document.documentElement.dataset.outbox);

const root = document.querySelector("[data-part]")?.dataset.part;
const here = new URL(root, location.href).href + "/";

document.addEventListener("outbox", ({ detail }) => {
  if (detail.data?.closed && detail.slot?.startsWith(here)) location.assign(root);
});

// What was refused while the part was shut is offered again once it is open, also where a new link opens it.
if (document.getElementById("unsent")) {
  for (const [slot, item] of all()) {
    if (item.url.startsWith(here)) {
      if (item.held === "refused") retry(slot);
      continue;
    }
    const moved = (address) => address.replace(/^.*?\/d\/[^/]+\//, here);
    drop(slot);
    put(moved(slot), moved(item.url), item.fields, item.version, { title: item.title, said: item.said });
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-hand-back]");
  if (!form || !count() || form.dataset.warned) return;
  event.preventDefault();
  await Promise.race([flush(), new Promise((done) => setTimeout(done, 3000))]);
  delete form.dataset.sent;
  event.submitter?.removeAttribute("aria-busy");
  if (!count()) return form.requestSubmit();
  form.dataset.warned = "yes";
  form.querySelector("[data-unsent-fault]").hidden = false;
});
