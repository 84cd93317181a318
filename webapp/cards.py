"""What stands on the cards of a chain lane: three short lines an entity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graph import schema
from webapp import text, words
from webapp.i18n import both, t

#: the outline of a missing thing
GHOST_FAMILY = {
    "S1": "material",
    "S2": "device",
    "S3": "suspect",
    "S4": "phone",
    "S5": "den",
    "S6": "victim",
    "S7": "account",
    "S8": "event",
    "S9": "suspect",
    "S10": "event",
}
#: words of a request → outline and title of the box, the first that fits
_ASKED = (
    (("录像", "影像", "ATM image"), "event", "image"),
    (("出入境", "Border"), "suspect", "S3"),
    (("工资", "wage", "regular payment"), "suspect", "S9"),
    (("呼叫转移", "forwarding"), "phone", "second"),
    (("窝点固定", "landline"), "den", "S5"),
    (("IMSI", "IMEI"), "device", "terminal"),
    (("通话单", "call record"), "phone", "S4"),
    (("域名", "domain"), "site", "site"),
    (("名单文件", "list file"), "material", "list"),
    (("交易明细", "流水", "tatement"), "account", "statement"),
    (("聊天", "加好友", "hats", "friend request"), "phone", "chat"),
    (("群号", "the task groups", "share-tip group"), "phone", "group"),
    (("APP", "the app", "loan app"), "site", "app"),
    (("工商登记", "ompany registration", "level-1 companies"), "org", "company"),
    (("一级卡开户", "level-1 cards"), "account", "cards"),
    (("代理树", "gent tree"), "suspect", "agent"),
    (("频率", "requency"), "pbs", "radio"),
    (("节目", "rogramme"), "material", "programme"),
)
#: titles that say something only in these stages
_ONLY_IN = {"statement": ("S7", "S8", "S9"), "chat": ("S4",), "app": ("S2",)}
#: accounts of one level shown before the rest is folded
PER_LEVEL = 4


def ghost(stage: str, request: str) -> tuple[str, str]:
    """Outline and title of a missing thing, by what its request asks for."""
    family, title = ghost_of(stage, request)
    return family, t(f"ghost.{title}")


def ghost_of(stage: str, request: str) -> tuple[str, str]:
    """Outline of a missing thing and the key of its title."""
    found = [
        (request.find(word), family, title)
        for asked, family, title in _ASKED
        for word in asked
        if word in request and stage in _ONLY_IN.get(title, (stage,))
    ]
    if not found:
        return GHOST_FAMILY[stage], stage
    _, family, title = min(found)
    return family, title


def with_payments(
    found: list[dict[str, Any]], payments: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The victims with what they paid, then the payments, then the first payees."""
    paid: Counter[str] = Counter()
    made = []
    for payment in payments:
        paid[payment["victim"]["id"]] += payment["amount_minor"]
        made.append(_payment(payment))
    for item in found:
        if item["id"] in paid:
            item["line2"] = text.money(paid[item["id"]])
    people = [item for item in found if not item["is_account"]]
    return people + made + [item for item in found if item["is_account"]]


def _payment(payment: Mapping[str, Any]) -> dict[str, Any]:
    moment = text.when(payment["time"], "second")
    number = str(payment["to"]["label"])
    return {
        "id": payment["to"]["id"],
        "type": "Transaction",
        "family": "event",
        "key": "",
        "label": f"{moment} → {number}",
        "title": moment[5:16],
        "line1": text.money(payment["amount_minor"], payment["currency"]),
        "line2": f"→ …{number[-4:]}",
        "derived": False,
        "evidence": "S6",
        "is_account": False,
    }


def card(item: Mapping[str, Any], stage: str) -> dict[str, Any]:
    """An entity of a stage as a card: title, role, one fact."""
    kind = schema.load().entities.get(str(item.get("type")))
    family = item.get("family") or (kind.family if kind else "material")
    if family == "person" and stage not in ("S6", "S10"):
        family = "suspect" if item.get("role") else "person"
    if family in ("person", "suspect") and stage == "S6":
        family = "person" if item.get("role") == "player" else "victim"
    name = str(item.get("label") or item.get("key") or item["id"])
    return {
        "id": item["id"],
        "type": str(item.get("type") or ""),
        "family": family,
        "key": str(item.get("key") or ""),
        "label": name,
        "title": _title(name, family, kind),
        "short": short(name, 16),
        "line1": name if family == "event" else _role(item, stage) or _kind_word(kind),
        "line2": _fact(item)
        or (name if len(name) > 12 and family not in ("account", "event") else ""),
        "derived": item.get("status") == "inferred",
        "level": item.get("level"),
        "amount": item.get("amount_minor"),
        "statement": item.get("statement"),
        "note": str(item.get("note") or item.get("bank") or ""),
        "is_account": family == "account",
    }


def _kind_word(kind: schema.EntityType | None) -> str:
    return both(kind.zh, kind.en) if kind else ""


def _rest(name: str, family: str) -> str:
    """The whole name where the title had to cut it."""
    return name if len(name) > 12 and family not in ("account", "event") else ""


def _title(name: str, family: str, kind: schema.EntityType | None) -> str:
    """Orders go by kind and last characters, machines by their number, the rest by name."""
    if family == "event" and kind:
        return both(f"{kind.zh} …{name[-4:]}", f"…{name[-4:]} {kind.en}")
    if kind and kind.name == "AtmOrBranch":  # machines of one bank differ at the end
        return short(name.split()[-1], 12)
    return short(name, 12)


def short(name: str, most: int) -> str:
    """A long number keeps its first six and last four characters; a long name its beginning."""
    if len(name) <= most:
        return name
    if sum(char.isdigit() or char in "*Xx" for char in name) >= len(name) * 0.7:
        return f"{name[:6]}…{name[-4:]}" if most >= 16 else f"{name[:4]}…{name[-4:]}"
    return name[: most - 1] + "…"


def _role(item: Mapping[str, Any], stage: str) -> str:
    role = str(item.get("role") or "")
    if stage == "S6" and item.get("type") == "Person":
        return words.role(role) if role == "player" else t("entity.victim")
    if stage == "S6":
        first = both("首收账户", "first payee") if item.get("level") == 1 else ""
        back = words.role(role) if role == "payback" else ""
        return both("，", ", ").join(filter(None, (first, back)))
    if item.get("type") == "Person" and not role:
        return t(f"cards.{stage}") if stage in ("S1", "S2", "S8", "S9") else ""
    if item.get("type") == "Person" and role not in words.ROLES:
        return t("entity.suspected", role=words.role(role))
    return words.role(role)


def _fact(item: Mapping[str, Any]) -> str:
    amount = item.get("amount_minor")
    if isinstance(amount, int) and amount:
        return text.money(amount, str(item.get("currency") or "CNY"))
    if isinstance(item.get("time"), int):
        return text.when(item["time"])
    return str(item.get("note") or "")


def levels(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Accounts by level (largest amount first), and what is no account."""
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    others = []
    for item in found:
        if item["is_account"]:
            grouped[item["level"] or 2].append(item)
        else:
            others.append(item)
    return [_level(level, items) for level, items in sorted(grouped.items())], others


def _level(level: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted(items, key=lambda item: (-(item["amount"] or 0), item["id"]))
    return {
        "level": level,
        "total": len(items),
        "amount": sum(item["amount"] or 0 for item in items),
        "cards": ordered[:PER_LEVEL],
        "rest": ordered[PER_LEVEL:],
    }
