// The legend: families with counts, line kinds with counts; a click hides or shows one.
import { el, fill, icon } from "./dom.js";
import { count } from "./text.js";

export class Legend {
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.off = { families: new Set(), kinds: new Set() };
    this.words = JSON.parse(document.getElementById("net").dataset.families);
    for (const button of document.querySelectorAll(".line[data-kind]")) button.addEventListener("click", () => this.flip("kinds", button.dataset.kind));
  }

  flip(group, name) {
    if (!this.off[group].delete(name)) this.off[group].add(name);
    this.paint();
    this.changed();
  }

  /** Count and draw. */
  draw(nodes, edges) {
    this.counts = new Map();
    for (const node of nodes) this.counts.set(node.group, (this.counts.get(node.group) ?? 0) + 1);
    this.kinds = new Map();
    for (const edge of edges) this.kinds.set(edge.kind, (this.kinds.get(edge.kind) ?? 0) + 1);
    this.paint();
  }

  paint() {
    const items = Object.entries(this.words).filter(([family]) => this.counts?.has(family));
    fill(this.box, ...items.map(([family, word]) => {
      const off = this.off.families.has(family);
      const button = el("button", { type: "button", class: off ? "btn flat off" : "btn flat", "aria-pressed": String(!off), onclick: () => this.flip("families", family) }, icon(family), word, " ", el("b", {}, count(this.counts.get(family))));
      return el("li", {}, button);
    }));
    for (const button of document.querySelectorAll(".line[data-kind]")) {
      const off = this.off.kinds.has(button.dataset.kind);
      button.classList.toggle("off", off);
      button.setAttribute("aria-pressed", String(!off));
      button.querySelector("b").textContent = count(this.kinds?.get(button.dataset.kind) ?? 0);
    }
  }

  passesNode(node) {
    return !this.off.families.has(node.group);
  }

  passesEdge(edge) {
    return !this.off.kinds.has(edge.kind);
  }
}
