// Pages of a colleague without an account. A part that was closed meanwhile shows what it would not accept, and
// nothing is handed back while answers are still on their way.
const { all, count, flush, retry } = await import(document.documentElement.dataset.outbox);

const root = document.querySelector("[data-part]")?.dataset.part;

document.addEventListener("outbox", ({ detail }) => {
  if (root && detail.data?.closed) location.assign(root);
});

// What was refused while the part was shut is offered again now that it is open.
if (document.getElementById("unsent")) for (const [slot, item] of all()) if (item.held === "refused") retry(slot);

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
