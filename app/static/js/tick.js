// "Tick all": ticks every box of a list, or unticks them when all are ticked already.
for (const place of document.querySelectorAll("[data-tick-all]")) {
  const list = document.getElementById(place.dataset.tickAll);
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const wanted = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = wanted;
  });
}
