"""Words the registers use, as people read them: role codes, flows, validation issues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph import schema
from ingest import identifiers
from webapp.i18n import both, lang

#: relations along which something moves; the others are "people and things"
FLOWS = frozenset(
    {
        *("TRANSFERS_TO", "PAID_SCAM", "CASHED_AT", "EXCHANGES_FOR", "LAYER_NEXT"),
        *("CALLS", "MESSAGES", "FORWARDS_TO", "CONTACTED", "SENT", "RECEIVED", "LURED_TO"),
        *("STOPPED", "FROZEN", "REFUNDED", "LEAKED_TO", "SUPPLIES"),
    }
)

#: role codes of mappings; any other role is a word of the register itself
ROLES = {
    "suspect": ("嫌疑人", "suspect"),
    "suspect-account": ("涉案账户", "suspect account"),
    "suspect-phone": ("涉案电话", "suspect phone"),
    "suspect-site": ("涉诈网址", "scam site"),
    "victim": ("事主", "victim"),
    "player": ("参赌人员（非嫌疑人）", "player, not a suspect"),
    "payback": ("向付款人返款", "paid money back"),
    "victim-account": ("事主账户", "victim's account"),
    "reporter": ("报案人", "reporter"),
    "withdrawer": ("取款人", "withdrawer"),
    "renter": ("服务器租用人", "server renter"),
    "registrant": ("注册人", "registrant"),
    "installer": ("架设人", "installer"),
    "provider": ("提供人", "provider"),
    "holder": ("开户人", "holder"),
}

#: role words of the registers themselves and what they mean (the actors of a chain)
REGISTERED = {
    "料商": "data broker",
    "卡农": "card farmer",
    "卡商": "card dealer",
    "卡贩": "card dealer",
    "号商": "account dealer",
    "码商": "QR-code provider",
    "技术": "technician",
    "蛇头": "smuggler",
    "话务员": "caller",
    "一线话务员": "first-line caller",
    "二线话务员": "second-line caller",
    "三线话务员": "third-line caller",
    "水房": "laundering house",
    "跑分": "running-points account",
    "车手": "cash runner",
    "U商": "OTC dealer",
    "讲师": "fake tutor",
    "后勤": "logistics",
    "代理": "agent",
    "组长": "team leader",
    "主管": "supervisor",
    "老板": "boss",
    "金主": "financier",
}


def role(code: object) -> str:
    """A role in the language of the page; a word nobody translated stays as registered."""
    word = str(code or "")
    return both(*ROLES.get(word, (word, REGISTERED.get(word, word))))


def roles() -> dict[str, str]:
    """All role codes and words in the language of the page, for its scripts."""
    return {code: role(code) for code in (*ROLES, *REGISTERED)}


def network_words(more: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """Names of relations, types and families for a picture's scripts, with ``more`` relations."""
    table = schema.load()
    groups: dict[str, Mapping[str, Any]] = {
        "relations": table.relations,
        "types": table.entities,
        "families": table.families,
    }
    found = {
        group: {name: both(item.zh, item.en) for name, item in items.items()}
        for group, items in groups.items()
    }
    found["relations"].update(more or {})
    return {**found, "roles": roles()}


def issue(text: object) -> str:
    """``报案人联系电话:unassigned_range`` → ``报案人联系电话：号段未分配``."""
    column, _, code = str(text).rpartition(":")
    try:
        told = identifiers.issue_text(code, lang())
    except KeyError:
        return str(text)
    return f"{column}{both('：', ': ')}{told}" if column else told
