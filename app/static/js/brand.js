// The preview of a brand follows what is typed: colours by another style sheet of ours, words as they are.
const form = document.querySelector("[data-brand]");
const sheet = document.querySelector("[data-brand-colours]");
const COLOUR = /^#?([0-9a-f]{6})$/i;
let waiting;

function shadeOf(id) {
  const found = COLOUR.exec(document.getElementById(id).value.trim());
  return found ? found[1].toLowerCase() : null;
}

function dress() {
  const [accent, dark] = [shadeOf("accent"), shadeOf("dark")];
  if (accent && dark) sheet.href = form.dataset.brand.replace("aaaaaa", accent).replace("dddddd", dark);
}

for (const swatch of document.querySelectorAll("[data-swatch]")) {
  const field = document.getElementById(swatch.dataset.swatch);
  swatch.hidden = false;
  swatch.addEventListener("input", () => {
    field.value = swatch.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", () => {
    const shade = shadeOf(field.id);
    if (shade) swatch.value = `#${shade}`;
    clearTimeout(waiting);
    waiting = setTimeout(dress, 150);
  });
}

for (const shown of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(shown.dataset.shows);
  field.addEventListener("input", () => {
    shown.textContent = field.value || shown.dataset.else || "";
  });
}

const hides = document.getElementById("hides_us");
const ours = document.querySelector("[data-ours]");
if (hides) hides.addEventListener("change", () => (ours.hidden = hides.checked));
