// Dragging a card is comfort only: dropping it chooses the column in the card's own form and sends that.
const board = document.querySelector("[data-board]");

if (board && matchMedia("(pointer: fine)").matches) {
  let dragged = null;
  for (const card of board.querySelectorAll(".board__card")) {
    if (!card.querySelector("form")) continue;
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.id);
    });
    card.addEventListener("dragend", () => {
      dragged = null;
    });
  }
  for (const column of board.querySelectorAll("[data-column]")) {
    column.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      column.classList.add("is-over");
    });
    column.addEventListener("dragleave", (event) => {
      if (!column.contains(event.relatedTarget)) column.classList.remove("is-over");
    });
    column.addEventListener("drop", (event) => {
      column.classList.remove("is-over");
      if (!dragged || dragged.parentElement === column) return;
      event.preventDefault();
      const form = dragged.querySelector("form");
      form.elements.status.value = column.dataset.column;
      form.requestSubmit();
    });
  }
}
