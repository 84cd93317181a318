// Paths between two: choose a start, choose an end, the shortest path joins the picture.
import { getJson } from "./dom.js";
import { plain, t } from "./text.js";

/** `picture, say, nodeOf, selected, add` are the page's. */
export function startPaths({ picture, say, nodeOf, add }) {
  const marks = picture.marks;

  function cancel() {
    marks.start = "";
    marks.end = "";
    document.getElementById("path").setAttribute("aria-pressed", "false");
    picture.net.redraw();
  }

  function start(id) {
    if (marks.start && marks.start === id) return cancel();
    if (!id) return say(t("path.choose"));
    marks.start = id;
    marks.end = "";
    document.getElementById("path").setAttribute("aria-pressed", "true");
    picture.net.redraw();
    return say(t("path.start", { label: plain(nodeOf(id)?.name ?? id) }));
  }

  async function finish(id) {
    if (!marks.start || marks.start === id) return;
    const from = marks.start;
    marks.end = id;
    try {
      const asked = new URLSearchParams({ from, to: id });
      const data = await getJson(`/api/paths?${asked}`);
      if (!data.edges.length) say(t("path.none"));
      else {
        add(data, from);
        say(t("path.found", { n: data.edges.length, count: data.rows }));
      }
    } catch (error) {
      say(error.message, true);
    }
    cancel();
  }

  return {
    start,
    finish,
    cancel,
    /** A click while a start is set chooses the end; true when it was used. */
    chosen(id) {
      if (!marks.start || marks.start === id) return false;
      finish(id);
      return true;
    },
  };
}
