// The left panel: relations by type and direction, drawn / all, expand, collapse, hub guard.
import { el, fill } from "./dom.js";
import { count, t } from "./text.js";

const HUB = Number(document.body.dataset.hub);
const STEP = 25;

/** Whether a drawn relation belongs to a line of the panel of entity `id`. */
export function belongs(line, edge, id, familyOf) {
  const { type, direction, family } = line.dataset;
  if (edge.type !== type) return false;
  if ((edge.kind === "suppressed") !== line.classList.contains("off")) return false;
  const other = direction === "in" ? edge.from : edge.to;
  const own = direction === "in" ? edge.to : edge.from;
  return own === id && familyOf(other) === family;
}

/** Count what is drawn, and set the sign of each button. */
export function refreshCounts(panel, edges, id, familyOf) {
  for (const line of panel.querySelectorAll("li.rel")) {
    const drawn = edges.filter((edge) => belongs(line, edge, id, familyOf)).length;
    const all = Number(line.dataset.count);
    line.dataset.drawn = String(drawn);
    line.querySelector(".n b").textContent = count(drawn);
    const button = line.querySelector(".x");
    const label = line.querySelector(".l").textContent;
    const whole = drawn >= all;
    button.textContent = whole ? "−" : all - drawn > HUB ? "…" : "+";
    button.setAttribute("aria-label", t(whole ? "relations.collapse" : "relations.expand", { label }));
  }
}

/**
 * Make the panel work. `expand({type, direction, limit, order})` and
 * `collapse(line)` are the page's; a line with more than the hub limit asks first.
 */
export function startRelations(panel, { expand, collapse }) {
  panel.addEventListener("click", (event) => {
    const button = event.target.closest(".rel .x");
    if (!button) return;
    const line = button.closest("li.rel");
    const left = Number(line.dataset.count) - Number(line.dataset.drawn ?? 0);
    if (left <= 0) return collapse(line);
    if (left > HUB || line.classList.contains("off")) return guard(line, left, expand);
    const all = Number(line.dataset.count);
    return expand({ ...ask(line), limit: Math.min(all, Number(line.dataset.drawn ?? 0) + Math.max(STEP, left <= 60 ? left : STEP)) });
  });
}

const ask = (line) => ({ type: line.dataset.type, direction: line.dataset.direction, family: line.dataset.family });

function guard(line, left, expand) {
  const open = line.nextElementSibling;
  if (open?.classList.contains("guard")) return open.remove();
  const number = el("input", { value: "50", inputmode: "numeric", "aria-label": t("relations.guard_first") });
  const order = el("select", { "aria-label": t("relations.guard_order") },
    el("option", { value: "amount" }, t("relations.by_amount")),
    el("option", { value: "last" }, t("relations.by_time")),
    el("option", { value: "count" }, t("relations.by_count")));
  const go = el("button", { class: "btn go", type: "button" }, t("relations.guard_go"));
  const rest = el("p", { class: "sub" });
  const say = () => fill(rest, t("relations.guard_rest", { n: count(Math.max(0, left - (Number(number.value) || 0))) }));
  number.addEventListener("input", say);
  say();
  const box = el("li", { class: "guard" },
    el("b", {}, t("relations.guard", { n: count(Number(line.dataset.count)), limit: HUB })),
    el("div", { class: "acts" }, el("label", {}, `${t("relations.guard_first")} `, number), order, go),
    rest);
  go.addEventListener("click", () => {
    const limit = Math.min(Math.max(1, Number(number.value) || 50), 500);
    box.remove();
    expand({ ...ask(line), limit: limit + Number(line.dataset.drawn ?? 0), order: order.value });
  });
  line.after(box);
  number.focus();
  return undefined;
}
