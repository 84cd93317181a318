// The table under the picture: the same relations and entities, one selection with it.
import { el, fill, icon } from "./dom.js";
import { relationWord, roleWord, typeWord } from "./picture.js";
import { count, money, t, when } from "./text.js";

const KIND_CLASS = { asserted: "as", manual: "ma", derived: "de" };

const end = (node) => (node ? [icon(node.group), " ", node.name] : ["—"]);

const AT_ONCE = 100;
let pending = null;

/** Make the first rows now and the others when the browser is idle; all of them by `finish`. */
function later(body, items, make) {
  let at = 0;
  const some = (most) => { for (const end = Math.min(items.length, at + most); at < end; at += 1) make(items[at]); };
  some(AT_ONCE);
  const job = { finish: () => some(items.length) };
  pending = job;
  const idle = () => {
    if (pending !== job || at >= items.length) return;
    some(AT_ONCE);
    setTimeout(idle, 30);
  };
  setTimeout(idle, 60);
}

/** Relations as rows, largest amount first. */
export function relationTable(edges, nodeOf, picked, choose, openRows) {
  const sorted = [...edges].sort((a, b) => (b.amount ?? -1) - (a.amount ?? -1) || (b.count ?? 0) - (a.count ?? 0) || (a.id < b.id ? -1 : 1));
  const body = el("tbody");
  later(body, sorted, (edge) => {
    const method = edge.kind === "derived" ? "derived" : edge.method || "extracted";
    const proof = el("button", { type: "button", class: "src", onclick: (event) => { event.stopPropagation(); openRows(edge); } }, t("table.rows_unit", { n: edge.evidence ?? edge.count ?? 1 }));
    body.append(el("tr", { tabindex: "0", "aria-selected": String(edge.id === picked), dataset: { edge: edge.id }, onclick: () => choose(edge), onkeydown: (event) => event.key === "Enter" && choose(edge) },
      el("td", {}, ...end(nodeOf(edge.from))),
      el("td", {}, relationWord(edge.type), edge.role ? el("span", { class: "sub" }, ` ${roleWord(edge.role)}`) : null),
      el("td", {}, ...end(nodeOf(edge.to))),
      el("td", { class: edge.count ? "num" : "num nil" }, edge.count ? count(edge.count) : "—"),
      el("td", { class: "num" }, edge.amount ? money(edge.amount, edge.currency || "CNY") : "—"),
      el("td", { class: "nw" }, edge.first ? when(edge.first).slice(2) : "—"),
      el("td", { class: "nw" }, el("span", { class: `how ${KIND_CLASS[method] ?? "ex"}` }), t(`method.${method}`)),
      el("td", {}, proof)));
  });
  return table("reltab stack", ["from", "relation", "to", "count:num", "amount:num", "first", "method", "source"], body);
}

/** Entities as rows, most relations first. */
export function entityTable(nodes, edges, picked, choose) {
  const degree = new Map();
  for (const edge of edges) for (const id of [edge.from, edge.to]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const sorted = [...nodes].sort((a, b) => (degree.get(b.id) ?? 0) - (degree.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1));
  const body = el("tbody");
  later(body, sorted, (node) => {
    body.append(el("tr", { tabindex: "0", "aria-selected": String(node.id === picked), dataset: { node: node.id }, onclick: () => choose(node), onkeydown: (event) => event.key === "Enter" && choose(node) },
      el("td", {}, icon(node.group), " ", el("a", { href: `/entity/${node.id}` }, node.name)),
      el("td", {}, typeWord(node.type)),
      el("td", { class: "num" }, count(degree.get(node.id) ?? 0))));
  });
  return table("enttab", ["entity", "type", "degree:num"], body);
}

function table(name, columns, body) {
  const head = el("tr", {}, ...columns.map((column) => {
    const [key, number] = column.split(":");
    return el("th", number ? { class: "num" } : {}, t(`table.${key}`));
  }));
  if (!body.children.length) return el("p", { class: "note plain pad" }, t("table.empty"));
  return el("table", { class: name }, el("thead", {}, head), body);
}

/** Put a table into the panel without losing the reader's place. */
export function show(panel, content) {
  const at = panel.scrollTop;
  fill(panel, content);
  panel.scrollTop = at;
}

/** A cell a spreadsheet shows as text: nothing becomes a formula. */
export function safeCell(value) {
  const text = String(value ?? "");
  return /^[=+\-@\t\r＝＋－＠]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}

/** The table on the page as CSV with a BOM. */
export function csv(panel) {
  pending?.finish();
  const quote = (cell) => `"${safeCell(cell.textContent.trim()).replaceAll('"', '""')}"`;
  const lines = [...panel.querySelectorAll("tr")].map((row) => [...row.cells].map(quote).join(","));
  return new Blob(["\ufeff", lines.join("\r\n")], { type: "text/csv" });
}

/** Hand a file to the browser. */
export function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
