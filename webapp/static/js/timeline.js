// Time under the picture: bars of how many drawn relations were active each day, and a brush.
import { DAY, dayStart, t, when } from "./text.js";

const WIDTH = 690;
const HEIGHT = 50;
const MOST_BARS = 120;
const svg = (name, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

export class Timeline {
  constructor(changed) {
    this.changed = changed;
    this.chart = document.getElementById("time-chart");
    this.since = document.getElementById("since");
    this.until = document.getElementById("until");
    this.range = null;
    this.span = null;
    for (const input of [this.since, this.until]) input.addEventListener("change", () => this.fromInputs());
    document.getElementById("time-all").addEventListener("click", () => this.set(null));
    this.chart.addEventListener("pointerdown", (event) => this.drag(event));
  }

  /** Draw the bars for these relations. */
  draw(edges) {
    const timed = edges.filter((edge) => edge.flow && typeof edge.first === "number");
    this.chart.replaceChildren();
    this.span = null;
    if (!timed.length) return this.say();
    const first = dayStart(when(Math.min(...timed.map((edge) => edge.first)), "day"));
    const last = Math.max(...timed.map((edge) => edge.last ?? edge.first));
    const days = Math.max(1, Math.ceil((last - first + 1) / DAY));
    const step = Math.ceil(days / MOST_BARS) * DAY;
    this.span = { first, last: first + Math.ceil((last - first + 1) / step) * step, step };
    const bars = new Array(Math.round((this.span.last - first) / step)).fill(0);
    for (const edge of timed) {
      const from = Math.floor((edge.first - first) / step);
      const to = Math.floor(((edge.last ?? edge.first) - first) / step);
      for (let i = from; i <= to && i < bars.length; i += 1) bars[i] += 1;
    }
    this.bars = bars;
    this.paint();
    return this.say();
  }

  paint() {
    const { first, step } = this.span;
    const wide = WIDTH / this.bars.length;
    const most = Math.max(...this.bars, 1);
    this.chart.replaceChildren();
    if (this.range) {
      const x = this.x(this.range[0]);
      this.chart.append(svg("rect", { class: "brush", x, y: 1, width: Math.max(2, this.x(this.range[1]) - x), height: HEIGHT - 2 }));
    }
    this.bars.forEach((value, i) => {
      if (!value) return;
      const high = Math.max(1.5, (value / most) * (HEIGHT - 8));
      const inside = !this.range || (first + i * step <= this.range[1] && first + (i + 1) * step > this.range[0]);
      const x = i * wide + Math.min(1, wide * 0.1);
      this.chart.append(svg("rect", { class: inside ? "hb in" : "hb", x, y: HEIGHT - high, width: Math.max(1, wide * 0.86), height: high }));
    });
    for (const edge of this.range ?? []) this.chart.append(svg("rect", { class: "grip", x: this.x(edge) - 1.5, y: 15, width: 3, height: 20 }));
  }

  x(time) {
    const { first, last } = this.span;
    return Math.min(WIDTH, Math.max(0, ((time - first) / (last - first)) * WIDTH));
  }

  drag(event) {
    if (!this.span) return;
    const box = this.chart.getBoundingClientRect();
    const at = (e) => this.span.first + Math.min(1, Math.max(0, (e.clientX - box.left) / box.width)) * (this.span.last - this.span.first);
    const from = at(event);
    this.chart.setPointerCapture(event.pointerId);
    const move = (e) => {
      this.range = [Math.min(from, at(e)), Math.max(from, at(e))];
      this.paint();
    };
    const up = (e) => {
      this.chart.removeEventListener("pointermove", move);
      const wide = Math.abs(at(e) - from) > this.span.step / 4;
      const days = wide && [dayStart(when(Math.min(from, at(e)), "day")), dayStart(when(Math.max(from, at(e)), "day")) + DAY - 1];
      this.set(days || null);
    };
    this.chart.addEventListener("pointermove", move);
    this.chart.addEventListener("pointerup", up, { once: true });
  }

  fromInputs() {
    if (!this.since.value && !this.until.value) return this.set(null);
    const from = this.since.value ? dayStart(this.since.value) : -Infinity;
    const to = this.until.value ? dayStart(this.until.value) + DAY - 1 : Infinity;
    return this.set([Math.max(from, this.span?.first ?? from), Math.min(to, this.span?.last ?? to)]);
  }

  set(range) {
    this.range = range;
    this.since.value = range ? when(range[0], "day") : "";
    this.until.value = range ? when(range[1], "day") : "";
    if (this.span) this.paint();
    this.say();
    this.changed();
  }

  say() {
    const ends = this.range ?? (this.span ? [this.span.first, this.span.last - 1] : null);
    const text = ends ? `${when(ends[0], "day").slice(2)} – ${when(ends[1], "day").slice(2)}` : t("time.none");
    document.getElementById("time-range").textContent = text;
  }

  /** Whether a relation falls into the chosen period; a tie or one without times always does. */
  passes(edge) {
    if (!this.range || !edge.flow || typeof edge.first !== "number") return true;
    return edge.first <= this.range[1] && (edge.last ?? edge.first) >= this.range[0];
  }
}
