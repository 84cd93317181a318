"""The words of all result columns in zh and en: one word for one thing everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from queries.model import Column, Text

# form: text, id, entity, entities, time, money (minor units, beside a currency column),
#       number, flag, word (a value with its own zh and en), sources, pair ({zh, en})
_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "account": ("账户", "Account", "entity"),
    "against": ("不利因素", "Against", "pair"),
    "amount_minor": ("金额", "Amount", "money"),
    "balance_minor": ("余额", "Balance", "money"),
    "case": ("案件", "Case", "text"),
    "case_no": ("案件编号", "Case no", "text"),
    "case_nos": ("案件", "Cases", "text"),
    "cases": ("案件", "Cases", "entities"),
    "chain": ("链条", "Chain", "id"),
    "community": ("群组", "Community", "number"),
    "components": ("连通块数", "Parts", "number"),
    "confidence": ("置信度", "Confidence", "number"),
    "count": ("次数", "Count", "number"),
    "currency": ("币种", "Currency", "text"),
    "detail": ("内容", "Detail", "text"),
    "distance_m": ("距离（米）", "Distance m", "number"),
    "edges": ("关系", "Relations", "text"),
    "entities": ("实体", "Entities", "entities"),
    "entity": ("实体", "Entity", "entity"),
    "evidence_count": ("证据数", "Evidence", "number"),
    "family": ("类属", "Family", "id"),
    "first": ("首次", "First", "time"),
    "flow_minor": ("可达流量", "Flow left", "money"),
    "freeze_until": ("冻结至", "Frozen until", "time"),
    "from": ("自", "From", "entity"),
    "frozen_minor": ("冻结金额", "Frozen", "money"),
    "id": ("标识号", "Id", "id"),
    "identifier": ("共用标识", "Identifier", "entity"),
    "kind": ("类别", "Kind", "text"),
    "kmh": ("时速（公里）", "Speed km/h", "number"),
    "key": ("号码", "Key", "text"),
    "label": ("名称", "Label", "text"),
    "label_en": ("英文名", "Property (en)", "text"),
    "label_zh": ("属性", "Property", "text"),
    "inside_share": ("组内占比", "Share inside", "measure"),
    "largest": ("最大连通部分", "Largest part", "number"),
    "largest_share": ("最大部分占比", "Share of it", "measure"),
    "last": ("末次", "Last", "time"),
    "level": ("级", "Level", "number"),
    "lat": ("纬度", "Latitude", "number"),
    "legal_case": ("法定情形", "Legal case", "number"),
    "length": ("长度", "Length", "number"),
    "link_to_next": ("与下一环节", "Link to next", "text"),
    "lon": ("经度", "Longitude", "number"),
    "matched": ("命中", "Matched", "text"),
    "method": ("方式", "Method", "text"),
    "next_request": ("下一步调证", "Next request", "pair"),
    "next_step": ("下一步", "Next step", "pair"),
    "nodes": ("途经", "By way of", "entities"),
    "notice_until": ("公告至", "Notice until", "time"),
    "one": ("甲", "One", "entity"),
    "other": ("乙", "Other", "entity"),
    "people": ("人数", "People", "number"),
    "persons": ("人员", "Persons", "entities"),
    "property": ("属性名", "Property name", "id"),
    "rank": ("名次", "Rank", "number"),
    "raw": ("原值", "As written", "text"),
    "refund_minor": ("返还金额", "Refund", "money"),
    "relation": ("关系", "Relation", "text"),
    "removed": ("已去掉", "Removed", "number"),
    "required": ("必需", "Required", "flag"),
    "role": ("角色", "Role", "text"),
    "rule": ("规则", "Rule", "id"),
    "score": ("分值", "Score", "number"),
    "section": ("部分", "Part", "text"),
    "sheet": ("工作表", "Sheet", "text"),
    "size": ("人数规模", "Size", "number"),
    "source": ("出处", "Source", "sources"),
    "sources": ("出处", "Sources", "sources"),
    "stability": ("稳定度", "Stability", "measure"),
    "stage": ("环节", "Stage", "text"),
    "status": ("状态", "Status", "text"),
    "stop_count": ("止付次数", "Stops", "number"),
    "stop_until": ("止付至", "Stopped until", "time"),
    "suppressed": ("已抑制", "Suppressed", "flag"),
    "table": ("事实表", "Fact table", "text"),
    "tainted_minor": ("涉诈金额", "Tainted", "money"),
    "template": ("模板", "Template", "text"),
    "time": ("时间", "Time", "time"),
    "to": ("至", "To", "entity"),
    "turnover_minor": ("流水总额", "Turnover", "money"),
    "type": ("类型", "Type", "text"),
    "unordered": ("仅有日期", "Date only", "flag"),
    "value": ("值", "Value", "text"),
    "victim": ("被害人", "Victim", "entity"),
    "victim_payment": ("被骗付款", "Victim payment", "text"),
    "via": ("经由", "By way of", "entity"),
    "weight_left": ("剩余往来", "Weight left", "measure"),
    "weight_share": ("剩余占比", "Share left", "measure"),
    "metric": ("指标", "Metric", "id"),
    "raw_value": ("未归一值", "Raw value", "measure"),
    "reason": ("理由", "Reason", "pair"),
    "why_ended": ("停止原因", "Ended by", "text"),
    "why": ("原因", "Why", "pair"),
}


def columns(*names: str) -> tuple[Column, ...]:
    """The columns called so, each argument one name or several with blanks between.

    ``name:form`` reads a column in another form than its usual one. Raises
    ``KeyError`` naming one that has no words yet.
    """
    wanted = [name.partition(":") for words in names for name in words.split()]
    return tuple(Column(n, Text(*_WORDS[n][:2]), form or _WORDS[n][2]) for n, _, form in wanted)


def has(name: str) -> bool:
    """Whether the column has its words."""
    return name in _WORDS
