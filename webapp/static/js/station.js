// The station page: a stop or a number is one selection on the map and in its table.
const map = document.getElementById("map");

function choose(name, value, scroll) {
  for (const row of document.querySelectorAll("tr[aria-selected]")) row.removeAttribute("aria-selected");
  for (const mark of map.querySelectorAll(".cur")) mark.classList.remove("cur");
  for (const mark of map.querySelectorAll(`[data-${name}="${CSS.escape(value)}"]`)) mark.classList.add("cur");
  const row = document.querySelector(`tr[data-${name}="${CSS.escape(value)}"]`);
  row?.setAttribute("aria-selected", "true");
  if (scroll) row?.scrollIntoView({ block: "nearest" });
}

map.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-stop], [data-near]");
  if (!mark) return;
  event.preventDefault();
  const name = mark.dataset.stop ? "stop" : "near";
  choose(name, mark.dataset[name], true);
});

for (const table of document.querySelectorAll("#near, #track")) {
  for (const kind of ["click", "focusin"]) {
    table.addEventListener(kind, (event) => {
      const row = event.target.closest("tr[data-stop], tr[data-near]");
      if (row) choose(row.dataset.stop ? "stop" : "near", row.dataset.stop ?? row.dataset.near, false);
    });
  }
}

document.getElementById("print").addEventListener("click", () => print());
document.querySelector("select[name=of]").addEventListener("change", (event) => event.target.form.submit());
document.body.dataset.ready = "true";
