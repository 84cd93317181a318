"""Words and marks of the money page: what a node, a link, a level and a reason are called."""

from __future__ import annotations

from webapp import text
from webapp.i18n import both, t
from webapp.money.flows import Ref
from webapp.money.levels import ACCOUNT, OTHERS, PAYMENT, Level, Link, Node

#: reasons money ends for, in the order they are listed
REASONS = (
    *("no_statement", "cash", "merchant", "hub", "fee"),
    *("balance", "window", "floor", "depth"),
)
_BOX = {PAYMENT: "v", "no_statement": "leafb", "cash": "o", "merchant": "o"}
_FAMILY = {PAYMENT: "victim", "cash": "event", "fee": "event"}


def reason(code: str) -> str:
    """``no_statement`` → 待调证; a reason the page does not know keeps its code."""
    return t(f"money.reason_{code}") if code in REASONS else code


def request(code: str, since: int | None, is_account: bool = True) -> str:
    """What to ask for next where money ends for this reason; empty for an unknown one."""
    if code not in REASONS:
        return ""
    if code == "no_statement" and not is_account:
        return t("money.ask_unknown")
    return t(f"money.ask_{code}", since=text.when(since, "day") if since else "—")


def box_class(kind: str) -> str:
    """CSS class of a node's box: shape and shade say what it is, not colour alone."""
    if kind in (ACCOUNT, OTHERS):
        return "many" if kind == OTHERS else ""
    return _BOX.get(kind, "sp")


def flow_class(kind: str) -> str:
    """CSS class of the ribbon into a node of this kind."""
    return "leaf" if kind == "no_statement" else ""


def family(node: Node) -> str:
    """The mark of a node in tables."""
    return _FAMILY.get(node.kind) or str(node.ref.get("family") or "account")


def end_name(ref: Ref) -> str:
    """The whole name of an account or a person; the word for an end that is neither."""
    if not ref.get("id"):
        code = str(ref.get("key") or "UNKNOWN")
        return t(f"money.end_{code}") if code in _ENDS else code
    return str(ref.get("label") or ref.get("key") or ref["id"])


_ENDS = ("CASH", "FEE", "MERCHANT", "INTEREST", "UNKNOWN", "UNKNOWN_SOURCE")


def name(node: Node) -> str:
    """What a node is called in tables and titles."""
    if node.members == 1:
        label = end_name(node.ref)
        return f"{label} {text.when(node.time)}" if node.time else label
    group = t("money.others") if node.kind in (OTHERS, PAYMENT) else reason(node.kind)
    return t("money.group", name=group, n=node.members)


def row_name(node: Node) -> str:
    """The name in a table, where a reason has a column of its own: ``…0123``."""
    return _short(end_name(node.ref)) if node.ref.get("id") else name(node)


def _short(label: str) -> str:
    """A long number by its last four characters, a long name by its beginning."""
    digits = sum(char.isdigit() or char in "*Xx" for char in label)
    if len(label) > 8 and digits >= len(label) * 0.7:
        return "…" + label[-4:]
    return label if len(label) <= 8 else label[:7] + "…"


def short_name(node: Node) -> str:
    """The same in a few characters, for the picture, with the reason of an end."""
    if node.members > 1 or not node.ref.get("id"):
        return name(node)
    short = _short(end_name(node.ref))
    if node.kind == PAYMENT:
        return f"{short} {text.when(node.time, 'day')[5:]}"
    return short if node.kind in (ACCOUNT, OTHERS) else f"{short} {reason(node.kind)}"


def plain_money(minor: int, currency: str) -> str:
    """Exact, without the sign of CNY: ``66,739.60``."""
    return text.money(minor, currency, sign=currency != "CNY")


def round_money(minor: int, currency: str) -> str:
    """Shortened for narrow places (6.7万, 67k); exact below 10,000 units."""
    exact = plain_money(minor, currency)
    if currency != "CNY" or abs(minor) < 1_000_000:
        return exact
    return both(f"{minor / 1e6:.1f}万", f"{minor / 1e5:,.0f}k")


def _count_word(count: int) -> str:
    return t("money.moves", n=f"{count:,}")


def link_title(source: Node, target: Node, link: Link, currency: str) -> str:
    """``…0123 → …3307 涉诈 ¥66,739.60 · 3 笔``."""
    amount = text.money(link.tainted, currency)
    ends = f"{name(source)} → {name(target)}"
    return f"{ends} {t('money.tainted')} {amount} · {_count_word(link.count)}"


def node_title(node: Node, currency: str) -> str:
    """Name, level, tainted amount, and where money of it ends."""
    level = t("money.payment") if node.level == 0 else f"L{node.level}"
    parts = [
        f"{level} {name(node)}",
        f"{t('money.tainted')} {text.money(node.tainted_in, currency)}",
    ]
    parts += [
        f"{reason(code)} {text.money(amount, currency)}"
        for code, amount in sorted(node.ended.items())
        if amount
    ]
    return " · ".join(parts)


def level_head(level: Level, currency: str) -> dict[str, str]:
    """The heading and the foot of a level's column."""
    return {
        "name": f"L{level.number}",
        "count": t("money.accounts", n=level.accounts),
        "arrived": t("money.arrived", amount=plain_money(level.arrived, currency)),
        "before": t("money.before", amount=plain_money(level.ended_before, currency)),
    }


def states(node: Node, currency: str) -> list[dict[str, str]]:
    """Tags of a table row: sources that meet, what stayed, why money ended."""
    found = []
    if node.kind == ACCOUNT and len(node.payers) > 1:
        found.append({"css": "", "text": t("money.meets", n=len(node.payers))})
    for code in REASONS:
        if not (amount := node.ended[code]):
            continue
        css = "gap" if code == "no_statement" else "warn" if code in ("window", "depth") else ""
        whole = amount == node.tainted_in
        shown = reason(code) if whole else f"{reason(code)} {plain_money(amount, currency)}"
        found.append({"css": css, "text": shown})
    if node.moved:
        amount_text = plain_money(abs(node.moved), currency)
        found.append({"css": "", "text": t("money.moved", amount=amount_text)})
    if not found and node.kind == ACCOUNT:
        found.append({"css": "", "text": t("money.emptied")})
    return found
