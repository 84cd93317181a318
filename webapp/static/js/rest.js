// The rest of a hub: a mark beside it on the canvas that says how many are not drawn.
// A click opens the typed choice of the left panel; the panel's … button is its keyboard way.
import { colour } from "./shapes.js";
import { count, t } from "./text.js";

const HUB = Number(document.body.dataset.hub);
const AWAY = { x: 96, y: 58 };
const HIGH = 26;

/** The line of the panel with most left, and how many that is, when it is more than a hub's limit. */
export function restOf(panel) {
  const left = (line) => Number(line.dataset.count) - Number(line.dataset.drawn ?? 0);
  const lines = [...panel.querySelectorAll("li.rel")].filter((line) => left(line) > HUB);
  const line = lines.sort((a, b) => left(b) - left(a))[0];
  return line ? { line, left: left(line) } : null;
}

/** Draw the mark beside `focus()` and open its line's choice when it is clicked. */
export function startRest(picture, panel, focus) {
  let box = null;
  const { net } = picture;
  net.on("afterDrawing", (ctx) => {
    const rest = restOf(panel);
    const spot = rest && picture.nodes.get(focus()) ? net.getPositions([focus()])[focus()] : null;
    box = spot ? mark(ctx, spot, rest.left, 1 / Math.min(Math.max(net.getScale(), 0.3), 1.6)) : null;
    document.body.dataset.rest = box ? String(rest.left) : "";
  });
  net.on("click", ({ pointer }) => {
    const { x, y } = pointer.canvas;
    if (!box || x < box.x || x > box.x + box.wide || y < box.y || y > box.y + box.high) return;
    const { line } = restOf(panel);
    if (!line.nextElementSibling?.classList.contains("guard")) line.querySelector(".x").click();
    line.scrollIntoView({ block: "nearest" });
  });
  /** Where the mark stands on the page, for people who test it. */
  return () => box && net.canvasToDOM({ x: box.x + box.wide / 2, y: box.y + box.high / 2 });
}

function mark(ctx, spot, left, unit) {
  const text = t("picture.rest", { n: count(left) });
  ctx.save();
  ctx.font = `${12 * unit}px system-ui, sans-serif`;
  const wide = ctx.measureText(text).width + 20 * unit;
  const high = HIGH * unit;
  const found = { x: spot.x + AWAY.x * unit - wide / 2, y: spot.y + AWAY.y * unit - high / 2, wide, high };
  ctx.strokeStyle = colour("ink-3");
  ctx.lineWidth = 1.4 * unit;
  ctx.setLineDash([unit, 5 * unit]);
  ctx.beginPath();
  ctx.moveTo(spot.x + 14 * unit, spot.y + 10 * unit);
  ctx.lineTo(found.x + wide / 2, found.y);
  ctx.stroke();
  ctx.setLineDash([4 * unit, 3 * unit]);
  ctx.beginPath();
  ctx.roundRect(found.x, found.y, wide, high, high / 2);
  ctx.fillStyle = colour("panel");
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = colour("ink");
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, found.x + wide / 2, found.y + high / 2);
  ctx.restore();
  return found;
}
