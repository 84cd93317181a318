// Words, numbers and times as the page shows them, and hostile characters made visible.
const strings = (await import(document.body.dataset.strings)).default;
export const lang = document.body.dataset.lang;

/** The sentence `group.key` with {values} put in. */
export function t(key, values = {}) {
  if (!(key in strings)) throw new Error(`no string ${key}`);
  return strings[key].replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
const code = (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
const isUnsafe = (char) => char !== "\n" && char !== "\t";

/** Text for a canvas or an attribute: invisible characters become ⟨U+202E⟩. */
export function plain(value) {
  return String(value ?? "").replace(UNSAFE, (char) => (isUnsafe(char) ? `⟨${code(char)}⟩` : char));
}

/** Nodes for a page: text, with invisible characters as small tags. */
export function shown(value) {
  const text = String(value ?? "");
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(UNSAFE)) {
    if (!isUnsafe(found[0])) continue;
    parts.append(text.slice(from, found.index));
    const tag = document.createElement("span");
    tag.className = "tag warn";
    tag.textContent = code(found[0]);
    parts.append(tag);
    from = found.index + found[0].length;
  }
  parts.append(text.slice(from));
  return parts;
}

/** 1204 → 1,204 */
export const count = (number) => Number(number).toLocaleString("en-US");

const EXPONENTS = { JPY: 0, KRW: 0, USDT: 6, USDC: 6, BTC: 8, ETH: 8 };
const SIGNS = { CNY: "¥", "": "¥", USD: "$", EUR: "€" };

/** Minor units → 280,000.00, with the currency's sign when asked for. */
export function money(minor, currency = "CNY", { sign = false, cents = true } = {}) {
  if (minor === null || minor === undefined) return "—";
  const digits = EXPONENTS[currency] ?? 2;
  const value = Number(minor) / 10 ** digits;
  const shownDigits = cents ? digits : 0;
  const text = value.toLocaleString("en-US", { minimumFractionDigits: shownDigits, maximumFractionDigits: shownDigits });
  const mark = SIGNS[currency] ?? `${currency} `;
  return (sign || mark.length > 1 ? mark : "") + text;
}

const CHINA = 8 * 3600 * 1000;

/** Epoch µs → 2026-11-05 (day) or 2026-11-05 11:05, in UTC+8. */
export function when(micros, form = "minute") {
  if (typeof micros !== "number") return "—";
  const text = new Date(micros / 1000 + CHINA).toISOString();
  return form === "day" ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}

/** The first microsecond of a day in UTC+8, as epoch µs. */
export const dayStart = (day) => (Date.parse(`${day}T00:00:00Z`) - CHINA) * 1000;
export const DAY = 86400 * 1e6;
