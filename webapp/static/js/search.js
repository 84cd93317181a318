// The search box: suggestions grouped by kind, all by keyboard. Ctrl Enter adds to the picture.
import { el, fill, getJson, icon } from "./dom.js";
import { lang, t } from "./text.js";

const PAUSE = 160;

/** Start the combobox in `form`. */
export function startSearch(form) {
  if (!form) return;
  const input = form.querySelector("input");
  const list = form.querySelector("#suggest");
  const state = { hits: [], at: -1, timer: 0, asked: null };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const mark = (at) => {
    state.at = at;
    list.querySelectorAll("[role=option]").forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) input.setAttribute("aria-activedescendant", `hit-${at}`);
  };
  const go = (hit) => {
    location.href = `/entity/${encodeURIComponent(hit.id)}`;
  };

  async function ask() {
    const words = input.value.trim();
    state.asked?.abort();
    if (!words) return close();
    state.asked = new AbortController();
    try {
      const answer = await getJson(`/api/search?q=${encodeURIComponent(words)}&limit=12`, state.asked.signal);
      state.hits = draw(list, answer.rows, words, go);
      open();
      mark(state.hits.length ? 0 : -1);
    } catch (error) {
      if (error.name === "AbortError") return;
      fill(list, el("p", { class: "hint" }, error.message || t("search.failed")));
      open();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.hits = [];
    state.timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("focus", () => state.hits.length && open());
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    const chosen = state.hits[state.at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      return mark((state.at + step + state.hits.length) % Math.max(1, state.hits.length));
    }
    if (event.key === "Enter" && chosen && !list.hidden) {
      event.preventDefault();
      const adding = event.ctrlKey && document.getElementById("net");
      if (!adding) return go(chosen);
      close();
      document.dispatchEvent(new CustomEvent("picture:add", { detail: chosen }));
    }
  });
}

/** Draw the hits by family; returns them in the order drawn. */
function draw(list, rows, words, go) {
  const groups = new Map();
  for (const row of rows) {
    const name = row.family || "material";
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const ordered = [...groups.values()].flat();
  const box = el("div", { role: "listbox", "aria-label": t("search.suggestions") });
  let at = 0;
  for (const [family, hits] of groups) {
    const name = t(`family.${family}`);
    const group = el("ul", { role: "group", "aria-label": name });
    group.append(el("li", { class: "gh", role: "presentation" }, name, el("span", {}, String(hits.length))));
    for (const hit of hits) group.append(option(hit, at++, go));
    box.append(group);
  }
  const all = el("a", { href: `/search?q=${encodeURIComponent(words)}` }, t("search.all"));
  const hint = el("p", { class: "hint" }, el("span", {}, el("kbd", {}, "↑"), " ", el("kbd", {}, "↓"), " ", t("search.choose")), el("span", {}, el("kbd", {}, "Enter"), " ", t("search.open")));
  if (document.getElementById("net")) hint.append(el("span", {}, el("kbd", {}, "Ctrl"), " ", el("kbd", {}, "Enter"), " ", t("search.add")));
  hint.append(el("span", {}, all));
  if (rows.length) fill(list, box, hint);
  else fill(list, el("p", { class: "hint" }, t("search.no_hit")));
  return ordered;
}

function option(hit, at, go) {
  const told = [...new Set([hit.key, hit.matched])].filter((text) => text && text !== hit.label);
  const label = el("span", { class: "ell", title: hit.label }, hit.label, el("span", { class: "sub" }, ` ${told.join(" · ")}`));
  const line = el("li", { role: "option", id: `hit-${at}`, "aria-selected": "false" }, icon(hit.family), label, el("span", { class: "why" }, hit.why?.[lang] ?? ""));
  line.addEventListener("mousedown", (event) => {
    event.preventDefault();
    go(hit);
  });
  return line;
}
