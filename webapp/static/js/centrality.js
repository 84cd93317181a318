// The centrality page: one selection in picture and table; the slider shows the query's numbers.
import { Picture } from "./picture.js";
import { t } from "./text.js";

const byId = (id) => document.getElementById(id);
const net = byId("net");
const slider = byId("removed");
const steps = [...document.querySelectorAll("#steps tbody tr")];
const rows = [...document.querySelectorAll("#ranks tbody tr")];

const picture = new Picture(net, {
  select: choose,
  open: (id) => { location.href = `/entity/${encodeURIComponent(id)}`; },
  changed: () => {},
});
// captions of many ties would cover each other here: only a chosen tie says its weight
picture.tell = (edges, nodeId, edgeId) => {
  const near = edges.filter((edge) => edge.id === edgeId || (nodeId && (edge.from === nodeId || edge.to === nodeId)));
  return new Map(near.map((edge) => [edge.id, edge.id === edgeId || near.length <= 4]));
};

/** The same entity in picture and table; a tie only in the picture. */
function choose(id, edge = null) {
  if (edge || picture.nodes.get(id)) picture.select(id, edge);
  for (const row of rows) {
    const hit = row.dataset.id === id;
    row.setAttribute("aria-selected", String(hit));
    if (hit) row.scrollIntoView({ block: "nearest" });
  }
}

byId("ranks").addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-id]");
  if (row && !event.target.closest("a")) choose(row.dataset.id);
});
byId("ranks").addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-id]");
  if (row) choose(row.dataset.id);
});

/** Take the first entities out of the picture and mark the query's row. */
function remove(count) {
  const gone = new Set(steps.slice(1, count + 1).map((row) => row.dataset.id));
  picture.filter((node) => !gone.has(node.id), () => true);
  for (const row of rows) row.classList.toggle("gone", gone.has(row.dataset.id));
  steps.forEach((row, at) => {
    row.setAttribute("aria-selected", String(at === count));
    row.classList.toggle("gone", at > 0 && at <= count);
  });
  const [row] = steps.slice(count);
  row.scrollIntoView({ block: "nearest" });
  for (const mark of document.querySelectorAll(".curve .at")) mark.toggleAttribute("hidden", Number(mark.dataset.step) !== count);
  byId("removed-out").textContent = count ? t("centrality.removed_n", { n: count }) : t("centrality.whole");
}

slider.addEventListener("input", () => remove(Number(slider.value)));
byId("steps").addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-step]");
  if (!row || event.target.closest("a")) return;
  slider.value = row.dataset.step;
  remove(Number(slider.value));
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "f" || event.key === "F") picture.fit();
  if (event.key !== "[" && event.key !== "]") return;
  slider.value = Number(slider.value) + (event.key === "]" ? 1 : -1);
  remove(Number(slider.value));
});

byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
byId("fit").addEventListener("click", () => picture.fit());
byId("all-ranks")?.addEventListener("click", () => byId("ranks").classList.add("all"));
byId("print").addEventListener("click", () => print());

const data = JSON.parse(net.dataset.picture);
if (matchMedia("(max-width: 760px)").matches) {
  // a phone draws the ranked ones only, and says so
  data.nodes = data.nodes.filter((node) => node.rank);
  const kept = new Set(data.nodes.map((node) => node.id));
  data.edges = data.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to));
  byId("picture-note").textContent = t("centrality.picture_note", { nodes: data.nodes.length, n: net.dataset.entities });
}
await picture.start(data);
choose(picture.root);
document.body.dataset.ready = "true";
