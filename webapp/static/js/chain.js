// The chain page: links and stage counts open their rows below, the picker, the printer.
import { fill, getPiece } from "./dom.js";
import { startWires } from "./wires.js";

const drawer = document.getElementById("evidence-rows");

async function openLink(anchor) {
  const url = new URL(anchor.href);
  url.pathname = "/chain/evidence";
  url.hash = "";
  url.searchParams.set("of", document.querySelector(".lanes").dataset.of);
  const piece = await getPiece(url);
  fill(drawer, ...piece.body.childNodes);
  for (const other of document.querySelectorAll("[data-link]")) other.removeAttribute("aria-current");
  for (const same of document.querySelectorAll(`[data-link="${anchor.dataset.link}"]`)) same.setAttribute("aria-current", "true");
  document.dispatchEvent(new CustomEvent("chain:link"));
  history.replaceState(null, "", anchor.getAttribute("href"));
  document.getElementById("evidence").scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const anchor = event.target.closest("a[data-link]");
  if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openLink(anchor).catch(() => { location.href = anchor.href; });
});

startWires();
document.getElementById("print").addEventListener("click", () => print());
document.getElementById("chain-pick")?.addEventListener("change", (event) => { location.href = event.target.value; });

const lanes = [...document.querySelectorAll(".lane")];
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || (event.key !== "[" && event.key !== "]")) return;
  const at = lanes.findIndex((lane) => lane.contains(document.activeElement));
  const next = lanes[(at + (event.key === "]" ? 1 : -1) + lanes.length) % lanes.length];
  next.querySelector("a, button, summary")?.focus();
});
