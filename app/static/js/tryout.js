// Answers tried take effect as they are chosen: the figures are fetched and the reader stays where they are.
const form = document.querySelector("[data-try]");
let last = 0;

async function refresh() {
  const turn = ++last;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address);
    if (!answer.ok || turn !== last) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== last) return;
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const fresh = page.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
    history.replaceState(null, "", address);
  } catch {
    // The network is away: the button still sends the form.
  }
}

form?.addEventListener("change", refresh);
