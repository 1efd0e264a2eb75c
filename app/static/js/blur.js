// Blurring before anything is sent: the picture lies on a grid, and cells that are painted melt into a few blocks, each
// of one mean colour. What leaves the device is drawn from this canvas, never from the file.
const LONG_SIDE = 2000;
const CELLS = 36; // along the long side of the picture
const BLOCKS = 4; // along the long side of a painted area, however large: a face fills it, and four blocks show no face

async function open(file) {
  if (self.createImageBitmap) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      // Older browsers know no options; an <img> turns itself upright.
    }
  }
  const image = new Image();
  image.src = await new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = fail;
    reader.readAsDataURL(file);
  });
  await image.decode();
  return image;
}

class Picture {
  constructor(canvas, source) {
    const scale = Math.min(1, LONG_SIDE / Math.max(source.width, source.height));
    canvas.width = Math.max(1, Math.round(source.width * scale));
    canvas.height = Math.max(1, Math.round(source.height * scale));
    this.canvas = canvas;
    this.pen = canvas.getContext("2d", { willReadFrequently: true });
    this.pen.fillStyle = "#fff";
    this.pen.fillRect(0, 0, canvas.width, canvas.height);
    this.pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    this.cell = Math.max(8, Math.ceil(Math.max(canvas.width, canvas.height) / CELLS));
    this.across = Math.ceil(canvas.width / this.cell);
    this.down = Math.ceil(canvas.height / this.cell);
    this.covered = new Map();
    this.steps = [];
  }

  begin() {
    this.steps.push([]);
  }

  undo() {
    for (const key of this.steps.pop() || []) {
      const [x, y] = this.corner(key);
      this.pen.putImageData(this.covered.get(key).under, x, y);
      this.covered.delete(key);
    }
    this.melt();
  }

  corner(key) {
    return [(key % this.across) * this.cell, Math.floor(key / this.across) * this.cell];
  }

  cover(column, row) {
    const key = row * this.across + column;
    if (column < 0 || row < 0 || column >= this.across || row >= this.down || this.covered.has(key)) return;
    const [x, y] = this.corner(key);
    const width = Math.min(this.cell, this.canvas.width - x);
    const height = Math.min(this.cell, this.canvas.height - y);
    const under = this.pen.getImageData(x, y, width, height);
    const sum = [0, 0, 0];
    for (let at = 0; at < under.data.length; at += 4) for (let part = 0; part < 3; part++) sum[part] += under.data[at + part];
    this.covered.set(key, { under, mean: sum.map((whole) => (whole * 4) / under.data.length) });
    this.steps.at(-1).push(key);
  }

  // Painted cells that touch each other, as lists of [column, row].
  areas() {
    const left = new Set(this.covered.keys());
    const found = [];
    for (const first of this.covered.keys()) {
      if (!left.delete(first)) continue;
      const area = [[first % this.across, Math.floor(first / this.across)]];
      for (const [column, row] of area)
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1], [1, -1], [-1, 1]]) {
          const [x, y] = [column + dx, row + dy];
          if (x >= 0 && x < this.across && left.delete(y * this.across + x)) area.push([x, y]);
        }
      found.push(area);
    }
    return found;
  }

  // Draws every painted area anew, in blocks that grow with it.
  melt() {
    for (const area of this.areas()) {
      const columns = area.map(([column]) => column);
      const rows = area.map(([, row]) => row);
      const [west, north] = [Math.min(...columns), Math.min(...rows)];
      const size = Math.ceil((Math.max(Math.max(...columns) - west, Math.max(...rows) - north) + 1) / BLOCKS);
      const blocks = new Map();
      for (const [column, row] of area) {
        const name = `${Math.floor((column - west) / size)} ${Math.floor((row - north) / size)}`;
        blocks.set(name, [...(blocks.get(name) || []), row * this.across + column]);
      }
      for (const keys of blocks.values()) this.fill(keys);
    }
  }

  fill(keys) {
    const mean = [0, 1, 2].map((part) => keys.reduce((sum, key) => sum + this.covered.get(key).mean[part], 0) / keys.length);
    this.pen.fillStyle = `rgb(${mean.map(Math.round).join(" ")})`;
    for (const key of keys) this.pen.fillRect(...this.corner(key), this.cell, this.cell);
  }

  // Every cell that a round brush touches; x, y and reach in pixels of the canvas.
  dab(x, y, reach) {
    const near = (value, low, high) => Math.max(low, Math.min(high, value));
    for (let row = Math.floor((y - reach) / this.cell); row <= (y + reach) / this.cell; row++)
      for (let column = Math.floor((x - reach) / this.cell); column <= (x + reach) / this.cell; column++) {
        const dx = x - near(x, column * this.cell, (column + 1) * this.cell);
        const dy = y - near(y, row * this.cell, (row + 1) * this.cell);
        if (dx * dx + dy * dy <= reach * reach) this.cover(column, row);
      }
  }

  stroke(from, to, reach) {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const steps = Math.max(1, Math.ceil(length / (this.cell / 2)));
    for (let step = 0; step <= steps; step++)
      this.dab(from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps, reach);
  }

  // Shares of the picture, 0 to 1.
  area(left, top, width, height) {
    const last = (value, size, cells) => Math.min(cells - 1, Math.ceil((value * size) / this.cell) - 1);
    const right = last(Math.min(1, left + width), this.canvas.width, this.across);
    const bottom = last(Math.min(1, top + height), this.canvas.height, this.down);
    for (let row = Math.floor((top * this.canvas.height) / this.cell); row <= bottom; row++)
      for (let column = Math.floor((left * this.canvas.width) / this.cell); column <= right; column++) this.cover(column, row);
  }

  get share() {
    return Math.round((this.covered.size / (this.across * this.down)) * 100);
  }

  get step() {
    return this.cell;
  }
}

function pointOn(canvas, event) {
  const place = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - place.left) / place.width) * canvas.width,
    y: ((event.clientY - place.top) / place.height) * canvas.height,
  };
}

function paint(picture, dialog, changed) {
  const { canvas } = picture;
  let last = null;
  const reach = () => (Number(dialog.querySelector("[name=brush]").value) * picture.step) / 2;
  canvas.onpointerdown = (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    picture.begin();
    last = pointOn(canvas, event);
    picture.dab(last.x, last.y, reach());
    changed();
  };
  canvas.onpointermove = (event) => {
    if (!last) return;
    const here = pointOn(canvas, event);
    picture.stroke(last, here, reach());
    last = here;
    changed();
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    last = null;
  };
}

// Shows the picture and resolves to what may be sent, a JPEG blob, or to null when the person says no.
// Rejects when the file cannot be drawn here.
export async function cover(file, dialog) {
  const source = await open(file);
  const picture = new Picture(dialog.querySelector("canvas"), source);
  source.close?.();
  const said = dialog.querySelector("[data-blur-said]");
  const on = (name, act) => (dialog.querySelector(`[data-blur-${name}]`).onclick = act);
  const changed = () => {
    picture.melt();
    said.textContent = picture.covered.size ? said.dataset.some.replace("{share}", picture.share) : said.dataset.none;
  };
  const step = (act) => () => {
    picture.begin();
    act();
    changed();
  };
  const number = (name) => Math.max(0, Math.min(100, Number(dialog.querySelector(`[name=${name}]`).value) || 0)) / 100;
  paint(picture, dialog, changed);
  on("undo", () => {
    picture.undo();
    changed();
  });
  on("all", step(() => picture.area(0, 0, 1, 1)));
  on("area", step(() => picture.area(number("left"), number("top"), number("width"), number("height"))));
  changed();
  dialog.showModal();
  dialog.querySelector("h2").focus();
  return new Promise((done) => {
    let chosen = null;
    on("cancel", () => dialog.close());
    on("send", () => picture.canvas.toBlob((blob) => ((chosen = blob), dialog.close()), "image/jpeg", 0.88));
    dialog.onclose = () => {
      picture.canvas.width = picture.canvas.height = 1; // nothing of it stays in memory
      done(chosen);
    };
  });
}
