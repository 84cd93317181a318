"""``/api/money``: the levels of a trace as numbers, the same the page draws."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from webapp import context
from webapp.money import ends, question, view
from webapp.money.levels import Link, Node
from webapp.money.view import View

blueprint = Blueprint("api_money", __name__, url_prefix="/api")


@blueprint.get("/money")
def money() -> ResponseReturnValue:
    """Levels, nodes, links and ends of ``?of=``; parameters as on the page. Minor units."""
    asked = question.read(request.args)
    found = view.make(context.run("fund-trace", asked.asked()), asked)
    return jsonify(_told(found))


def _told(found: View) -> dict[str, Any]:
    whole, moves = view.turnover(found.trace)
    envelope = found.envelope
    extras = ("invariants", "assumed", "bounds", "unknown_source_minor", "notes", "truncated")
    return {
        "query": envelope["query"],
        "params": envelope["params"],
        "dataset_version": envelope["dataset_version"],
        "took_ms": envelope["took_ms"],
        "caveat": envelope["caveat"],
        "currency": found.trace.currency,
        "currencies": list(found.trace.currencies),
        "tainted_minor": found.trace.total,
        "turnover_minor": whole,
        "turnover_moves": moves,
        "payments": [asdict(payment) for payment in found.trace.payments],
        "levels": [{**asdict(level), "holds": level.holds} for level in found.whole.levels],
        "nodes": [_node(node) for node in found.drawn.nodes.values()],
        "links": [_link(link) for link in found.drawn.links.values()],
        "ends": [_end(line) for line in found.lines],
        "failed": found.failed,
        **{name: envelope[name] for name in extras if name in envelope},
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "key": node.key,
        "level": node.level,
        "kind": node.kind,
        "entity": dict(node.ref) if node.members == 1 else None,
        "members": node.members,
        "whole_minor": node.whole_in,
        "tainted_minor": node.tainted_in,
        "tainted_out_minor": node.tainted_out,
        "ended": dict(node.ended),
        "moved_minor": node.moved,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "source": link.source,
        "target": link.target,
        "level": link.level,
        "tainted_minor": link.tainted,
        "whole_minor": link.whole,
        "count": link.count,
    }


def _end(line: ends.Line) -> dict[str, Any]:
    return {
        "account": dict(line.account),
        "reason": line.reason,
        "levels": sorted(line.levels),
        "tainted_minor": line.tainted,
        "balance_minor": line.balance_minor,
        "last_seen": line.last_seen,
        "request": line.request,
    }
