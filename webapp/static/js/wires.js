// Wires in the gutters of the chain lanes: which card is related to which of the next stage.
const WIDE = matchMedia("(min-width: 1101px)");
const SVG = "http://www.w3.org/2000/svg";
const make = (name, attributes) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
};

/** Where a wire of an entity ends in a lane: its card, else the fold that hides it. */
function place(lane, id) {
  // a payment carries the id of the account it went to, which stands below it
  const item = [...lane.querySelectorAll("[data-id]")].findLast((node) => node.dataset.id === id);
  const fold = item?.closest("details:not([open])");
  const target = fold && !fold.querySelector("summary").contains(item) ? fold.querySelector("summary") : item;
  return target?.getClientRects().length ? target.getBoundingClientRect() : null;
}

function draw(lane) {
  lane.querySelector(":scope > .wires")?.remove();
  const tie = lane.querySelector(".tie[data-wires]");
  const after = tie && document.getElementById(tie.dataset.to);
  if (!after || !WIDE.matches) return;
  const from = lane.getBoundingClientRect();
  const width = after.getBoundingClientRect().left - from.right;
  const top = lane.querySelector("header").getBoundingClientRect().bottom;
  const svg = make("svg", { class: "wires", width, height: Math.max(from.height, 80), "aria-hidden": "true" });
  const on = tie.querySelector("a[aria-current]") ? "on" : "";
  const seen = new Set();
  for (const [here, there] of JSON.parse(tie.dataset.wires)) {
    const [a, b] = [place(lane, here), place(after, there)];
    if (!a || !b) continue;
    const [y1, y2] = [a, b].map((box) => Math.round(box.top + Math.min(box.height, 58) / 2 - top));
    const d = `M${Math.round(a.right - from.right)} ${y1}C${width / 2} ${y1} ${width / 2} ${y2} ${width} ${y2}`;
    if (seen.has(d)) continue;
    seen.add(d);
    svg.append(make("path", { class: on, d, "data-from": here, "data-to": there }));
  }
  if (seen.size) lane.append(svg);
}

/** Draw all wires, and again when a fold opens, a link is chosen or the window changes. */
export function startWires() {
  const all = () => { for (const lane of document.querySelectorAll(".lane")) draw(lane); };
  all();
  document.addEventListener("toggle", all, true);
  document.addEventListener("chain:link", all);
  addEventListener("resize", all);
  const lanes = document.querySelector(".lanes");
  const mark = (event, on) => {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (!id) return;
    for (const wire of lanes.querySelectorAll(".wires path")) if (wire.dataset.from === id || wire.dataset.to === id) wire.classList.toggle("near", on);
  };
  for (const name of ["mouseover", "focusin"]) lanes.addEventListener(name, (event) => mark(event, true));
  for (const name of ["mouseout", "focusout"]) lanes.addEventListener(name, (event) => mark(event, false));
}
