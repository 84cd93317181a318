// The families' shapes on a canvas: the same paths as the SVG symbols of the page.
import { plain } from "./text.js";

const cache = new Map();
const colours = new Map();

function pathOf(node) {
  if (node.tagName === "path") return new Path2D(node.getAttribute("d"));
  const path = new Path2D();
  const [x, y, r] = ["cx", "cy", "r"].map((name) => Number(node.getAttribute(name)));
  path.arc(x, y, r, 0, Math.PI * 2);
  return path;
}

/** The parts of a family's symbol: [{ kind: nb|ng|nl|nr|nx, path }]. */
function parts(family) {
  if (!cache.has(family)) {
    const symbol = document.getElementById(family) ?? document.getElementById("material");
    cache.set(family, [...symbol.children].map((node) => ({ kind: node.getAttribute("class"), path: pathOf(node) })));
  }
  return cache.get(family);
}

/** A colour of the style sheet by its custom property's name. */
export function colour(name) {
  if (!colours.has(name)) colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colours.get(name);
}

/** Forget the colours: the theme changed. */
export const forgetColours = () => colours.clear();

function drawSymbol(ctx, family, x, y, size) {
  ctx.save();
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(size / 24, size / 24);
  const own = colour(family) || colour("material");
  for (const { kind, path } of parts(family)) {
    if (kind === "nb") fillWith(ctx, path, own);
    else if (kind === "ng") fillWith(ctx, path, colour("on-node"));
    else if (kind === "nr") ring(ctx, path, own);
    else line(ctx, path, kind === "nl" ? colour("on-node") : own, kind === "nl" ? 1.6 : 2.4);
  }
  ctx.restore();
}

function fillWith(ctx, path, style) {
  ctx.fillStyle = style;
  ctx.fill(path);
}

function ring(ctx, path, style) {
  fillWith(ctx, path, colour("canvas"));
  line(ctx, path, style, 2.6);
}

function line(ctx, path, style, width) {
  ctx.strokeStyle = style;
  ctx.lineWidth = width;
  ctx.lineCap = "round";
  ctx.stroke(path);
}

const FONT = '"PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "WenQuanYi Micro Hei", system-ui, sans-serif';

function drawLabel(ctx, text, x, y, { bold, dim, scale }) {
  ctx.font = `${bold ? 600 : 400} ${12 / scale}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5 / scale;
  ctx.strokeStyle = colour("canvas");
  ctx.fillStyle = colour(dim ? "ink-3" : "ink");
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}

/** Long numbers keep their ends: a card's last four digits, an order's last six characters. */
export function shorten(label, most = 16) {
  const text = plain(label);
  if (text.length <= most) return text;
  if (/^[!-~]+$/.test(text) && /\d/.test(text) && !/[.*]|\d{4}$/.test(text)) return `${text.slice(0, 2)}…${text.slice(-6)}`;
  const digits = /\d{4}$/.test(text) && (text.match(/[\d*]/g) ?? []).length > text.length * 0.6;
  return digits ? (most < 16 ? `…${text.slice(-4)}` : `${text.slice(0, 6)}…${text.slice(-4)}`) : `${text.slice(0, most - 1)}…`;
}

/**
 * The renderer vis-network calls for a node of shape "custom".
 * `mark(id)` says how a node stands out: { root, start, end, pinned }.
 */
export function renderer(node, mark, scaleOf) {
  return ({ ctx, id, x, y, state: { selected } }) => {
    const marks = mark(id);
    const size = marks.root ? 38 : 26;
    return {
      drawNode() {
        if (node.hub) ctx.globalAlpha = 0.55;
        drawSymbol(ctx, node.group, x, y, size);
        ctx.globalAlpha = 1;
        if (selected || marks.start || marks.end) outline(ctx, x, y, size, selected);
        if (marks.pinned) pin(ctx, x + size / 2, y - size / 2);
      },
      drawExternalLabel() {
        // zoomed far out, labels would only be a grey smear; zoomed in they keep their size
        const zoom = scaleOf();
        if (zoom < 0.4 && !marks.root && !selected && !node.rank) return;
        const short = zoom < 0.7 && node.rank && !selected; // a ranking: the number finds the row
        const text = short ? String(node.rank) : shorten(node.label, marks.root || selected ? 26 : 13);
        drawLabel(ctx, text, x, y + size / 2 + 3, { bold: marks.root || selected, dim: node.hub, scale: Math.min(Math.max(zoom, 0.72), 1.6) });
      },
      nodeDimensions: { width: size, height: size },
    };
  };
}

function outline(ctx, x, y, size, selected) {
  ctx.beginPath();
  ctx.arc(x, y, size / 2 + 6, 0, Math.PI * 2);
  ctx.strokeStyle = colour("act");
  ctx.lineWidth = 2.5;
  if (!selected) ctx.setLineDash([4, 3]);
  ctx.stroke();
  ctx.setLineDash([]);
}

function pin(ctx, x, y) {
  ctx.beginPath();
  ctx.arc(x, y, 3.5, 0, Math.PI * 2);
  ctx.fillStyle = colour("ink-2");
  ctx.fill();
}
