// The money page: one selection in picture and table, levels step by step, rows in a dialog.
import { el, fill, getPiece } from "./dom.js";
import { t } from "./text.js";

const picture = document.getElementById("picture");
const table = document.getElementById("levels");
const upto = document.getElementById("upto");

/** Mark a node or link and its rows, here and there. */
function mark(key) {
  const related = (other) => other === key || other.startsWith(`${key}>`) || other.endsWith(`>${key}`);
  for (const shape of picture.querySelectorAll("[data-pick]")) {
    const hit = key.includes(">") ? shape.dataset.pick === key : related(shape.dataset.pick);
    shape.querySelector(".fl, .bx").classList.toggle(shape.matches(".node") ? "cur" : "on", hit);
  }
  const ends = key.split(">");
  for (const row of table.querySelectorAll("[data-pick]")) {
    const hit = ends.includes(row.dataset.pick) || ends.includes(row.dataset.drawn);
    row.setAttribute("aria-selected", String(hit));
  }
}

/** Open the movements and original rows of a node or link. */
async function open(key) {
  mark(key);
  const dialog = document.getElementById("rows-dialog");
  const body = document.getElementById("rows-body");
  document.getElementById("rows-title").textContent = t("money.picked");
  fill(body, el("p", { class: "pad sub" }, t("source.loading")));
  if (!dialog.open) dialog.showModal();
  const url = new URL(location.href);
  url.pathname = "/money/rows";
  url.searchParams.set("pick", key);
  try {
    const piece = await getPiece(url);
    fill(body, ...piece.body.childNodes);
  } catch (error) {
    fill(body, el("p", { class: "note bad pad" }, error.message));
  }
}

const plainClick = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey;

document.addEventListener("click", (event) => {
  const folding = event.target.closest("[data-fold]");
  if (folding) return fold(folding);
  const shape = event.target.closest("#picture [data-pick], #levels [data-pick]");
  if (!shape || !plainClick(event)) return;
  event.preventDefault();
  open(shape.dataset.pick);
});

function fold(button) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  show();
}

/** Show the levels up to the slider, and the accounts of the unfolded ones. */
function show() {
  const last = upto ? Number(upto.value) : Infinity;
  for (const item of document.querySelectorAll("#picture [data-level], #levels [data-level]")) {
    item.hidden = Number(item.dataset.level) > last;
    item.toggleAttribute("hidden", Number(item.dataset.level) > last);
  }
  for (const button of table.querySelectorAll('[data-fold][aria-expanded="false"]')) {
    for (const row of table.querySelectorAll(`.acct[data-level="${button.dataset.fold}"]`)) row.hidden = true;
  }
}

upto?.addEventListener("input", () => {
  document.querySelector("output[for=upto]").textContent = `L${upto.value}`;
  show();
});

const middle = (node) => {
  const box = node.querySelector(".bx").getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** The next node in the direction of an arrow: along the level, or the nearest of the next one. */
function neighbour(from, key) {
  const svg = from.closest("svg");
  const steps = svg.matches(".up") ? { ArrowUp: -1, ArrowDown: 1 } : { ArrowLeft: -1, ArrowRight: 1 };
  const level = Number(from.dataset.level);
  const nodes = [...svg.querySelectorAll(".node:not([hidden])")];
  if (key in steps) {
    const next = nodes.filter((node) => Number(node.dataset.level) === level + steps[key]);
    return next.sort((a, b) => distance(middle(a), middle(from)) - distance(middle(b), middle(from)))[0];
  }
  const along = svg.matches(".up") ? "x" : "y";
  const same = nodes.filter((node) => Number(node.dataset.level) === level);
  same.sort((a, b) => middle(a)[along] - middle(b)[along]);
  return same[same.indexOf(from) + (key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1)];
}

picture.addEventListener("keydown", (event) => {
  const node = event.target.closest(".node");
  if (!node || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = neighbour(node, event.key);
  if (!next) return;
  node.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
});

table.addEventListener("keydown", (event) => {
  const row = event.target.closest("tr[data-pick]");
  if (!row || event.target !== row || event.key !== "Enter") return;
  event.preventDefault(); // else Enter would press the close button the dialog focuses
  open(row.dataset.pick);
});

document.addEventListener("keydown", (event) => {
  if (!upto || event.target.closest("input, select, textarea")) return;
  if (event.key !== "[" && event.key !== "]") return;
  upto.value = Number(upto.value) + (event.key === "]" ? 1 : -1);
  upto.dispatchEvent(new Event("input"));
});

document.getElementById("all-ends")?.addEventListener("click", () => document.getElementById("other-ends-list").classList.add("all"));
document.getElementById("print").addEventListener("click", () => print());
document.querySelector("select[name=payment]")?.addEventListener("change", (event) => event.target.form.submit());
