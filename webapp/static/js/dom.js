// Making elements and talking to the server. No string ever becomes markup here:
// only whole answers of our own server, which escapes them, are parsed.
import { lang, plain, shown, t } from "./text.js";

/** el("td", { class: "num", onclick }, "text", node …); text goes in as text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : plain(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined) continue;
    node.append(typeof child === "object" ? child : shown(child));
  }
  return node;
}

/** The small mark of a family. */
export function icon(family, extra = "") {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", `i f-${family || "material"} ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `#${family || "material"}`);
  svg.append(use);
  return svg;
}

/** What went wrong, in the reader's words. */
export class Failure extends Error {
  constructor(message, status, kind) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

async function ask(url, options = {}) {
  const headers = { Accept: "application/json", "X-CSRF": document.body.dataset.csrf, ...options.headers };
  let answer;
  try {
    answer = await fetch(url, { ...options, headers, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(t("error.offline"), 0, "Offline");
  }
  if (answer.ok) return answer;
  if (answer.status === 401) {
    sessionEnded();
    throw new Failure(t("error.expired"), 401, "SignInNeeded");
  }
  const body = await answer.json().catch(() => ({}));
  const error = body.error ?? {};
  throw new Failure(error[lang] ?? t("error.title"), answer.status, error.kind ?? "");
}

/** GET → JSON; throws Failure. */
export const getJson = async (url, signal) => (await ask(url, { signal })).json();

/** POST a JSON body → JSON; throws Failure. */
export async function postJson(url, body) {
  const headers = { "Content-Type": "application/json" };
  return (await ask(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

/** GET a piece of page that the server rendered, as a document. */
export async function getPiece(url) {
  const answer = await ask(url, { headers: { Accept: "text/html, application/json" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function sessionEnded() {
  if (document.getElementById("session-ended")) return;
  const link = el("a", { class: "btn go", href: "/signin", target: "_blank" }, t("error.again"));
  const note = el("div", { id: "session-ended", class: "note revealing", role: "alert" }, t("error.expired"), " ", link);
  document.querySelector(".bar").after(note);
}

/** Replace everything in a node. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}
