// A slider beside each number: moving one moves the other. Without scripts the number alone is typed.
for (const range of document.querySelectorAll("[data-slides]")) {
  const number = document.getElementById(range.dataset.slides);
  const say = () => range.setAttribute("aria-valuetext", `${number.value} ${range.dataset.unit ?? ""}`.trim());
  const follow = () => {
    if (number.value !== "" && Number.isFinite(Number(number.value))) range.value = number.value;
    say();
  };
  range.hidden = false;
  follow();
  number.addEventListener("input", follow);
  range.addEventListener("input", () => {
    number.value = range.value;
    say();
    number.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
