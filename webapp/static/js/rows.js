// Original rows: read from the imported files, shown as tables of header and cell.
import { el, fill, getJson } from "./dom.js";
import { count, t } from "./text.js";

const refOf = (source) => `${source.file_sha256}:${source.row}:${source.sheet ?? ""}`;

/** One original row: where it stands, then header and value, line by line. */
export function rowTable(row) {
  const source = row.source ?? {};
  const place = [source.file_name, source.sheet, t("source.row", { row: count(source.row ?? 0) })].filter(Boolean).join(" · ");
  const box = el("section", { class: "prop" }, el("p", { class: "k" }, place));
  if (row.missing) return el("section", { class: "prop" }, el("p", { class: "k" }, place), el("p", { class: "note bad" }, row.missing));
  const body = el("tbody");
  row.header.forEach((name, i) => {
    const value = row.cells[i] ?? "";
    if (value !== "") body.append(el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)));
  });
  box.append(el("table", { class: "rawrow" }, body));
  box.append(el("p", { class: "s mono" }, `sha256 ${source.file_sha256?.slice(0, 16)}… · ${t("source.import", { n: source.import ?? "?" })}`));
  return box;
}

/** Open the dialog with the rows of these source references. */
export async function openSources(sources, title) {
  const dialog = document.getElementById("rows-dialog");
  const body = document.getElementById("rows-body");
  document.getElementById("rows-title").textContent = `${t("source.title")} · ${title ?? ""}`;
  fill(body, el("p", { class: "pad sub" }, t("source.loading")));
  if (!dialog.open) dialog.showModal();
  try {
    const query = sources.slice(0, 50).map((source) => `ref=${encodeURIComponent(refOf(source))}`).join("&");
    const answer = await getJson(`/api/rows?${query}`);
    const named = answer.rows.map((row, i) => ({ ...row, source: { ...sources[i], ...row.source, ...sources[i] } }));
    fill(body, ...named.map(rowTable));
    if (sources.length > named.length) body.append(el("p", { class: "note pad" }, t("source.cut", { n: named.length, total: sources.length })));
  } catch (error) {
    fill(body, el("p", { class: "note bad pad" }, error.message));
  }
}
