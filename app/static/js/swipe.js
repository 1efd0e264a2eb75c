// A finger drawn across the screen goes to the next question or back, as the buttons below do.
const FAR = 70; // Pixels; shorter or steeper is scrolling.
let from = null;

const still = (target) => target.closest("input, textarea, select, a, button, [data-clash]");

addEventListener("touchstart", (event) => {
  const [finger] = event.touches;
  from = event.touches.length === 1 && !still(event.target) ? { x: finger.clientX, y: finger.clientY } : null;
}, { passive: true });

addEventListener("touchend", (event) => {
  if (!from) return;
  const [finger] = event.changedTouches;
  const across = finger.clientX - from.x;
  const down = Math.abs(finger.clientY - from.y);
  from = null;
  if (Math.abs(across) < FAR || down > Math.abs(across) / 2) return;
  document.querySelector(across < 0 ? "[data-next]" : "[data-previous]")?.click();
}, { passive: true });
