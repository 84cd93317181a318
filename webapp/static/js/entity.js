// The network page: the picture, its panels, table, time, undo and keys, kept as one selection.
import { el, fill, getJson, getPiece, postJson } from "./dom.js";
import { History } from "./history.js";
import { Legend } from "./legend.js";
import { startPaths } from "./paths.js";
import { Picture, relationWord } from "./picture.js";
import { fan } from "./place.js";
import { belongs, refreshCounts, startRelations } from "./relations.js";
import { startRest } from "./rest.js";
import { rowTable } from "./rows.js";
import { csv, entityTable, relationTable, save, show } from "./tables.js";
import { lang, plain, t } from "./text.js";
import { Timeline } from "./timeline.js";

const byId = (id) => document.getElementById(id);
const root = document.body.dataset.entity;
const phone = matchMedia("(max-width: 760px)").matches;
const state = { focus: root, node: root, edge: null, panel: "relations", cut: null, rows: null };

const picture = new Picture(byId("net"), { select: choose, open: (id) => { location.href = `/entity/${id}`; }, changed: () => later() });
const timeline = new Timeline(() => { filter(); refreshTable(); });
const legend = new Legend(byId("legend"), () => { filter(); refreshTable(); });
const history = new History(({ done, undone }) => {
  byId("undo").disabled = !done.length;
  byId("redo").disabled = !undone.length;
  byId("undo").querySelector(".sub").textContent = done.length || "";
});
const nodeOf = (id) => picture.nodes.get(id);
const familyOf = (id) => nodeOf(id)?.group;
const visible = () => ({ nodes: picture.nodes.get().filter((node) => !node.hidden), edges: picture.edges.get().filter((edge) => !edge.hidden) });

let waiting = 0;
function later() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(refresh);
}

function refresh() {
  timeline.draw(picture.edges.get());
  legend.draw(picture.nodes.get(), picture.edges.get());
  filter();
  refreshCounts(byId("left"), picture.edges.get(), state.focus, familyOf);
  refreshTable();
  picture.net.redraw(); // the rest of a hub is drawn with what the panel counts
  document.body.dataset.drawn = String(picture.nodes.length);
}

function filter() {
  const hidden = picture.filter((node) => legend.passesNode(node), (edge) => legend.passesEdge(edge) && timeline.passes(edge));
  sayCut(hidden);
}

function sayCut(hidden) {
  if (!state.cut) return;
  const edges = picture.edges.length;
  const total = Math.max(state.cut.total, edges);
  const order = state.cut.order ?? t("picture.order_amount");
  const text = total > edges ? t("picture.cut", { nodes: picture.nodes.length, edges, total, order }) : t("picture.whole", { nodes: picture.nodes.length, edges });
  const types = state.cut.without.map(relationWord).join(lang === "zh" ? "、" : ", ");
  fill(byId("cut"), text, types ? ` ${t("picture.without", { types })}` : "", hidden ? ` ${t("picture.filtered", { n: hidden })}` : "");
  byId("cut").parentElement.classList.toggle("is-whole", total <= edges);
}

function refreshTable() {
  const { nodes, edges } = visible();
  for (const name of ["relations", "entities", "rows"]) byId(`tab-${name}`).setAttribute("aria-selected", String(name === state.panel));
  byId("table").setAttribute("aria-labelledby", `tab-${state.panel}`);
  if (state.panel === "relations") {
    show(byId("table"), relationTable(edges, nodeOf, state.edge, (edge) => choose(null, edge.id), openRows));
    byId("table-note").textContent = t("table.note", { n: edges.length });
  } else if (state.panel === "entities") {
    show(byId("table"), entityTable(nodes, edges, state.node, (node) => choose(node.id, null)));
    byId("table-note").textContent = t("table.note", { n: nodes.length });
  } else {
    show(byId("table"), state.rows ?? el("p", { class: "note plain pad" }, t("table.choose_edge")));
    byId("table-note").textContent = "";
  }
}

/** One selection for the picture, the panels and the table. */
async function choose(nodeId, edgeId) {
  state.node = nodeId ?? null;
  state.edge = edgeId ?? null;
  picture.select(nodeId, edgeId);
  refreshTable();
  if (nodeId && paths.chosen(nodeId)) return;
  if (edgeId && state.panel === "rows") await openRows(picture.edges.get(edgeId));
  if (nodeId && nodeId !== state.focus) await focusOn(nodeId);
}

/** Show another entity in both side panels; the picture stays. */
async function focusOn(id) {
  try {
    const piece = await getPiece(`/entity/${encodeURIComponent(id)}/panels`);
    if (state.node !== id) return;
    state.focus = id;
    for (const side of ["left", "right"]) fill(byId(side), ...piece.getElementById(side).childNodes);
    refreshCounts(byId("left"), picture.edges.get(), id, familyOf);
  } catch (error) {
    say(error.message, true);
  }
}

/** The rows that prove a relation, in the lower panel. */
async function openRows(edge) {
  state.panel = "rows";
  state.edge = edge.id;
  picture.select(null, edge.id);
  state.rows = el("p", { class: "pad sub" }, t("source.loading"));
  refreshTable();
  const title = `${plain(nodeOf(edge.from)?.name)} → ${relationWord(edge.type)} → ${plain(nodeOf(edge.to)?.name)}`;
  try {
    const answer = await getJson(`/api/edges/${encodeURIComponent(edge.id)}/rows`);
    const cut = answer.total > answer.shown ? el("p", { class: "note" }, t("source.cut", { n: answer.shown, total: answer.total })) : null;
    state.rows = el("div", { class: "proofs" }, el("h3", { class: "pad" }, title), cut, el("div", { class: "proof-grid" }, ...answer.rows.map(rowTable)));
  } catch (error) {
    state.rows = el("p", { class: "note bad pad" }, error.message);
  }
  if (state.edge === edge.id) refreshTable();
}

function say(message, bad = false) {
  fill(byId("cut"), el("span", bad ? { class: "bad" } : {}, message));
}

/** Add an answer round `centre` as one step that can be undone. */
function addStep(data, centre) {
  const fresh = data.nodes.filter((node) => !nodeOf(node.id));
  const spots = picture.places();
  const from = spots[centre] ?? { x: 0, y: 0 };
  const places = fan(from, fresh.map((node) => node.id), Object.values(spots));
  for (const node of data.nodes) if (places[node.id]) Object.assign(node, places[node.id]);
  let added = null;
  history.run({ redo: () => { added = picture.add(added?.gone ?? data); }, undo: () => { added = { gone: picture.remove(added) }; } });
  if (fresh.length) picture.fit();
}

async function expand({ type, direction, family, limit, order }) {
  const asked = new URLSearchParams({ types: type, direction: direction === "in" ? "in" : "out", limit: String(limit) });
  if (order) asked.set("order", order);
  const focus = state.focus;
  try {
    const data = await getJson(`/api/entities/${encodeURIComponent(focus)}/expand?${asked}`);
    const kept = data.nodes.filter((node) => node.id === focus || node.group === family);
    const ids = new Set(kept.map((node) => node.id));
    addStep({ nodes: kept, edges: data.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) }, focus);
  } catch (error) {
    say(error.message, true);
  }
}

/** Take out what one line of the panel drew, unless something else holds it. */
function collapse(line) {
  const edges = picture.edges.get().filter((edge) => belongs(line, edge, state.focus, familyOf));
  const ids = new Set(edges.map((edge) => edge.id));
  const others = new Set(edges.flatMap((edge) => [edge.from, edge.to]).filter((id) => id !== state.focus && id !== root));
  for (const edge of picture.edges.get()) if (!ids.has(edge.id)) { others.delete(edge.from); others.delete(edge.to); }
  removeStep({ nodes: [...others], edges: [...ids] });
}

function removeStep(what) {
  if (!what.nodes?.length && !what.edges?.length) return;
  let gone = null;
  history.run({ redo: () => { gone = picture.remove(what); }, undo: () => { picture.add(gone); } });
}

async function rearrange(kind) {
  const nodes = picture.nodes.getIds();
  const pairs = picture.edges.get().map((edge) => [edge.from, edge.to]);
  try {
    const places = await postJson("/api/layout", { kind, nodes, pairs, root });
    for (const id of picture.marks.pinned) delete places[id];
    let before = null;
    history.run({ redo: () => { before = picture.move(places); picture.fit(); }, undo: () => { picture.move(before); picture.fit(); } });
    for (const button of document.querySelectorAll("[data-layout]")) button.setAttribute("aria-pressed", String(button.dataset.layout === kind));
  } catch (error) {
    say(error.message, true);
  }
}

function hide() {
  const chosen = state.node && state.node !== root ? [state.node] : [];
  removeStep({ nodes: chosen, edges: state.edge ? [state.edge] : [] });
  choose(null, null);
}

function pin() {
  if (!state.node) return;
  const { pinned } = picture.marks;
  const id = state.node;
  const flip = () => { if (!pinned.delete(id)) pinned.add(id); picture.net.redraw(); };
  history.run({ redo: flip, undo: flip });
}

function expandFirst() {
  const line = [...byId("left").querySelectorAll("li.rel:not(.off)")].find((item) => Number(item.dataset.drawn) < Number(item.dataset.count));
  line?.querySelector(".x").click();
}

const paths = startPaths({ picture, say, nodeOf, selected: () => state.node, add: (data, from) => addStep(data, from) });
startRelations(byId("left"), { expand, collapse });
const restSpot = startRest(picture, byId("left"), () => state.focus);
byId("net").addEventListener("picture:rest", ({ detail }) => Object.assign(detail, restSpot()));

const actions = { undo: () => history.undo(), redo: () => history.redo(), hide, pin, fit: () => picture.fit(), "zoom-in": () => picture.zoom(1.25), "zoom-out": () => picture.zoom(0.8), path: () => paths.start(state.node), help: () => byId("help-dialog").showModal() };
for (const [id, action] of Object.entries(actions)) byId(id)?.addEventListener("click", action);
for (const button of document.querySelectorAll("[data-layout]")) button.addEventListener("click", () => rearrange(button.dataset.layout));
for (const name of ["relations", "entities", "rows"]) byId(`tab-${name}`).addEventListener("click", () => { state.panel = name; refreshTable(); });
async function exportAs(kind, make) {
  try {
    await postJson("/api/exports", { kind, subject: root });
    save(await make(), `graychain.${kind}`);
  } catch (error) {
    say(error.message, true);
  }
}
byId("csv").addEventListener("click", () => exportAs("csv", () => csv(byId("table"))));
byId("png").addEventListener("click", () => exportAs("png", () => picture.png(`${document.title} · ${t("signin.rule_leads")}`)));
document.addEventListener("picture:add", async ({ detail }) => {
  const data = await getJson(`/api/entities/${encodeURIComponent(detail.id)}/picture?hops=1&limit=10&layout=`);
  addStep(data, root);
  choose(detail.id, null);
});
byId("left").addEventListener("click", (event) => {
  const start = event.target.closest("[data-path-start]");
  if (start) paths.start(start.dataset.pathStart);
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog")) return;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "z") {
    event.preventDefault();
    return event.shiftKey ? history.redo() : history.undo();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const keys = { e: expandFirst, h: hide, p: pin, f: () => picture.fit(), s: () => paths.start(state.node), t: () => state.node && paths.finish(state.node), escape: () => paths.cancel() };
  return keys[key]?.();
});

async function start() {
  const wait = byId("net-state");
  try {
    const data = await getJson(document.body.dataset[phone ? "phoneSource" : "source"]);
    state.cut = { total: data.total, order: data.order?.[lang], without: data.without };
    if (!data.nodes.length) return fill(wait, el("p", { class: "note plain" }, t("picture.empty")));
    wait.hidden = true;
    await picture.start(data);
    performance.mark("picture");
    await new Promise((shown) => { setTimeout(shown); }); // the picture is seen before the table is made
    refresh();
    document.body.dataset.ready = "true";
  } catch (error) {
    fill(wait, el("p", { class: "note bad" }, t("picture.failed", { reason: error.message })), el("button", { class: "btn go", type: "button", onclick: start }, t("picture.retry")));
    byId("cut").textContent = t("picture.kept");
  }
  return undefined;
}

start();
