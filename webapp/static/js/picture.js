// The picture: vis-network with our shapes, positions given, physics off.
import { colour, forgetColours, renderer } from "./shapes.js";
import { money, plain } from "./text.js";

/** More captions than this cover each other; the table has them all. */
const MOST_CAPTIONS = 7;
const CROWD = 10;

/** One network on the page; `on` handlers: select(id|null, edgeId|null), open(id), changed(). */
export class Picture {
  constructor(box, on) {
    this.on = on;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.told = new Map();
    this.root = "";
    this.marks = { start: "", end: "", pinned: new Set() };
    this.net = new vis.Network(box, { nodes: this.nodes, edges: this.edges }, { physics: { enabled: false } });
    this.net.on("selectNode", ({ nodes }) => on.select(nodes[0], null));
    this.net.on("selectEdge", ({ nodes, edges }) => nodes.length || on.select(null, edges[0]));
    this.net.on("deselectNode", ({ nodes }) => nodes.length || on.select(null, null));
    this.net.on("deselectEdge", ({ nodes, edges }) => nodes.length || edges.length || on.select(null, null));
    this.net.on("doubleClick", ({ nodes }) => nodes.length && on.open(nodes[0]));
    this.net.on("dragEnd", ({ nodes }) => nodes.length && this.keep(nodes));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
  }

  /**
   * Draw an answer of /api/entities/…/picture from nothing, its root selected.
   * Everything goes in at once: each later change of an item costs a pass over all of them.
   * Resolves when the first frame is on the canvas.
   */
  start(data) {
    this.root = data.root;
    this.net.setOptions({ ...data.options, edges: { ...data.options.edges, color: this.wires(), selectionWidth: 1, hoverWidth: 0.6 } });
    const drawn = new Promise((done) => { this.net.once("afterDrawing", done); });
    this.told = this.tell(data.edges, data.root, null);
    this.nodes.add(data.nodes.map((node) => this.dress(node)));
    this.edges.add(data.edges.map((edge) => this.dressEdge(edge)));
    this.fit();
    this.net.setSelection({ nodes: [data.root], edges: [] }, { highlightEdges: false });
    return drawn;
  }

  /** Add what is not drawn yet; returns the ids added. */
  add({ nodes, edges }) {
    const newNodes = nodes.filter((node) => !this.nodes.get(node.id)).map((node) => this.dress(node));
    this.nodes.add(newNodes);
    const newEdges = edges.filter((edge) => !this.edges.get(edge.id)).map((edge) => this.dressEdge(edge));
    this.edges.add(newEdges);
    this.on.changed();
    return { nodes: newNodes.map((node) => node.id), edges: newEdges.map((edge) => edge.id) };
  }

  /** Take out; returns what is needed to put it back. */
  remove({ nodes = [], edges = [] }) {
    const ties = this.edges.get().filter((edge) => edges.includes(edge.id) || nodes.includes(edge.from) || nodes.includes(edge.to));
    const places = this.net.getPositions(nodes);
    const gone = { nodes: this.nodes.get(nodes).map((node) => ({ ...node, ...places[node.id] })), edges: ties };
    this.edges.remove(ties.map((edge) => edge.id));
    this.nodes.remove(nodes);
    this.on.changed();
    return gone;
  }

  dress(node) {
    const dressed = { ...node, label: undefined, name: node.name ?? node.label, fixed: false };
    dressed.ctxRenderer = renderer({ ...dressed, label: dressed.name }, (id) => this.markOf(id), () => this.net.getScale());
    return dressed;
  }

  dressEdge(edge) {
    const told = this.told.get(edge.id);
    return told === undefined ? { ...edge, label: undefined } : { ...edge, ...this.standOut(edge, told) };
  }

  standOut(edge, captioned) {
    return { label: captioned ? caption(edge) : " ", font: this.edgeFont(), color: this.wires(true) };
  }

  wires(on = false) {
    return { color: colour(on ? "ink-2" : "wire"), highlight: colour("ink-2"), hover: colour("ink-2"), inherit: false };
  }

  edgeFont() {
    return { size: Math.min(18, Math.max(11, 12 / this.net.getScale())), color: colour("ink-2"), background: colour("canvas"), strokeWidth: 0, align: "horizontal", vadjust: 0 };
  }

  markOf(id) {
    return { root: id === this.root, start: id === this.marks.start, end: id === this.marks.end, pinned: this.marks.pinned.has(id) };
  }

  /** Select an entity, a relation or nothing; labels appear on the selection's relations only. */
  select(nodeId, edgeId) {
    this.net.setSelection({ nodes: nodeId ? [nodeId] : [], edges: edgeId ? [edgeId] : [] }, { highlightEdges: false });
    const before = this.told;
    this.told = this.tell(this.edges.get(), nodeId, edgeId);
    const plainAgain = [...before.keys()].filter((id) => !this.told.has(id) && this.edges.get(id));
    this.edges.update(plainAgain.map((id) => ({ id, label: " ", color: this.wires() })));
    this.captions();
  }

  /** Which relations stand out, and which of them are captioned: Map of id → whether. */
  tell(edges, nodeId, edgeId) {
    const touching = edges.filter((edge) => edge.id === edgeId || (nodeId && (edge.from === nodeId || edge.to === nodeId)));
    touching.sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0) || Number(b.flow) - Number(a.flow));
    // in a crowd only amounts and counts are worth the room: the panel says the kinds of the rest
    const tells = (edge) => touching.length <= CROWD || edge.amount || edge.count > 1;
    return new Map(touching.map((edge, i) => [edge.id, (i < MOST_CAPTIONS && tells(edge)) || edge.id === edgeId]));
  }

  captions() {
    const items = [...this.told].map(([id, captioned]) => [this.edges.get(id), captioned]).filter(([edge]) => edge);
    this.edges.update(items.map(([edge, captioned]) => ({ id: edge.id, ...this.standOut(edge, captioned) })));
  }

  /** Show only what passes; the rest keeps its place. */
  filter(passesNode, passesEdge) {
    const hidden = new Set();
    const nodes = [];
    for (const node of this.nodes.get()) {
      const hide = !passesNode(node);
      if (hide) hidden.add(node.id);
      if (hide !== Boolean(node.hidden)) nodes.push({ id: node.id, hidden: hide });
    }
    const edges = [];
    for (const edge of this.edges.get()) {
      const hide = !passesEdge(edge) || hidden.has(edge.from) || hidden.has(edge.to);
      if (hide !== Boolean(edge.hidden)) edges.push({ id: edge.id, hidden: hide });
    }
    if (nodes.length) this.nodes.update(nodes);
    if (edges.length) this.edges.update(edges);
    return hidden.size;
  }

  /** Put entities at new places; returns the places they had. */
  move(places) {
    const before = this.net.getPositions(Object.keys(places));
    this.nodes.update(Object.entries(places).map(([id, spot]) => {
      const [x, y] = Array.isArray(spot) ? spot : [spot.x, spot.y];
      return { id, x, y };
    }));
    return before;
  }

  /** What a drag moved stays where it was put, also in the data. */
  keep(ids) {
    const places = this.net.getPositions(ids);
    this.nodes.update(ids.map((id) => ({ id, ...places[id] })));
  }

  fit() {
    this.net.fit({ animation: false, maxZoomLevel: 1.15 });
    this.zoom(0.93); // vis-network does not count the labels, which are ours
  }

  zoom(factor) {
    this.net.moveTo({ scale: this.net.getScale() * factor });
  }

  centre(id) {
    this.net.moveTo({ position: this.net.getPositions([id])[id] });
  }

  places() {
    return this.net.getPositions();
  }

  repaint() {
    forgetColours();
    this.net.setOptions({ edges: { color: this.wires() } });
    this.captions();
    this.net.redraw();
  }

  /** The picture as a PNG on paper, with a line that says what it is. */
  png(caption) {
    const source = this.net.canvas.frame.canvas;
    const copy = document.createElement("canvas");
    const footer = 28 * devicePixelRatio;
    copy.width = source.width;
    copy.height = source.height + footer;
    const ctx = copy.getContext("2d");
    ctx.fillStyle = colour("canvas");
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(source, 0, 0);
    ctx.fillStyle = colour("ink-2");
    ctx.font = `${12 * devicePixelRatio}px sans-serif`;
    ctx.fillText(caption, 12 * devicePixelRatio, copy.height - 10 * devicePixelRatio);
    return new Promise((done) => copy.toBlob(done, "image/png"));
  }
}

/** "6 次 ¥68,000" or the relation's name. */
export function caption(edge) {
  const word = relationWord(edge.type);
  const role = edge.role ? ` ${plain(roleWord(edge.role))}` : "";
  const times = edge.count > 1 ? `${edge.count} × ` : "";
  if (edge.amount) return `${times}${money(edge.amount, edge.currency || "CNY", { sign: true, cents: false })}`;
  return `${times}${word}${role}`;
}

const words = {};

function word(group, name) {
  words[group] ??= JSON.parse(document.getElementById("net").dataset[group]);
  return words[group][name] ?? name;
}

/** Words of the page's language for a relation type, an entity type and a role. */
export const relationWord = (type) => word("relations", type);
export const typeWord = (type) => word("types", type);
export const roleWord = (role) => word("roles", role);
