// What every page has: the search box, dialogs, the source-row opener, the `/` key.
import { startSearch } from "./search.js";
import { openSources } from "./rows.js";

startSearch(document.querySelector(".find"));

document.addEventListener("click", (event) => {
  const source = event.target.closest("[data-sources]");
  if (source) openSources(JSON.parse(source.dataset.sources), source.dataset.title);
  const close = event.target.closest("[data-close]");
  if (close) close.closest("dialog").close();
  if (event.target.closest("[data-reveal]")) document.getElementById("reveal-dialog").showModal();
  for (const menu of document.querySelectorAll("details.me-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").select();
  }
  if (event.key === "?") document.getElementById("help-dialog")?.showModal();
});
