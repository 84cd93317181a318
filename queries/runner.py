"""Runs a question: checks, pins one version, bounds, audits what is revealed, masks last."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from graph import audit, settings
from graph.errors import BadInput, Refused
from queries import params as parameters
from queries import registry
from queries.context import Context, Progress, learn_types, opened
from queries.determinism import stable
from queries.model import Query, Result, Row, call
from queries.references import names_among
from queries.viewer import for_viewer

#: roles that may see unmasked values, given a reason
MAY_REVEAL: Final = frozenset({"analyst", "admin"})


def run(  # noqa: PLR0913 - the one entry point; all but two are named
    name: str,
    params: Mapping[str, Any],
    *,
    home: Path | None = None,
    actor: str | None = None,
    role: str = "viewer",
    reveal: str | None = None,
    as_of: int | None = None,
    limit: int | None = None,
    lang: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The envelope of question ``name``, masked unless ``reveal`` gives a reason.

    Raises :class:`GraychainError`: bad parameters, an unknown entity, a store
    that lags, a role that may not reveal. A reveal is audited before it is shown.
    """
    query = registry.get(name)
    folder = home or settings.home()
    if any(p.kind in ("relations", "entities") and params.get(p.name) for p in query.params):
        learn_types(folder)
    values = parameters.check(query, params)
    most = limit_of(limit)
    if reveal is not None:
        _check_reveal(role, reveal)
        detail = {"query": query.name, "params": stable(dict(values)), "role": role}
        audit.append(folder, actor or "", "reveal", query.name, reveal.strip(), detail)
    started = time.perf_counter()
    with opened(query.engine, folder, most, as_of) as context:
        context.role, context.lang = role, lang or settings.lang()
        context.revealed, context.progress = reveal is not None, progress
        if not context.revealed:
            context.veil = _veiled
        result = call(query, context, values)
        envelope = _envelope(query, values, context, result)
        if not context.revealed:
            envelope = for_viewer(envelope, partial(names_among, context.dataset))
    envelope["took_ms"] = round((time.perf_counter() - started) * 1000)
    return envelope


def _veiled(value: Any) -> Any:
    return for_viewer({"value": value})["value"]


def limit_of(limit: int | None) -> int:
    """The most rows asked for; raises :class:`BadInput` for more than the settings allow."""
    most = settings.get_int("MAX_ROWS")
    if limit is None:
        return most
    if isinstance(limit, bool) or not 1 <= limit <= most:
        raise BadInput(
            f"参数 --limit 应为 1 到 {most} 的整数（设置 GRAYCHAIN_MAX_ROWS）。",
            f"Parameter --limit must be from 1 to {most} (setting GRAYCHAIN_MAX_ROWS).",
        )
    return limit


def _check_reveal(role: str, reason: str) -> None:
    if role not in MAY_REVEAL:
        raise Refused(
            f"角色 {role} 无权查看未脱敏内容。", f"The role {role} may not see unmasked values."
        )
    if not reason.strip():
        raise BadInput("请写明查看未脱敏内容的理由。", "Give the reason for unmasking.")


def _envelope(
    query: Query, values: Mapping[str, Any], context: Context, result: Result
) -> dict[str, Any]:
    rows = result.rows[: context.limit]
    envelope: dict[str, Any] = {
        "query": query.name,
        "params": dict(values),
        "dataset_version": context.version,
        "engine": _engine(query),
        "took_ms": 0,
        "columns": list(query.columns),
        "column_labels": {c.name: c.label._asdict() for c in query.returns},
        "rows": [{name: row.get(name) for name in query.columns} for row in rows],
        "caveat": query.caveat._asdict(),
    }
    for key in ("graph", "evidence", "suppressed"):
        if getattr(result, key) is not None:
            envelope[key] = getattr(result, key)
    truncated = _truncated(query, result, len(rows))
    if truncated:
        envelope["truncated"] = truncated
    if (newest := context.ledger.version()) != context.version:
        envelope["newest_version"] = newest
    extras = {key: value for key, value in result.extras.items() if key not in envelope}
    return dict(stable({**envelope, **extras}))


def _truncated(query: Query, result: Result, shown: int) -> Row | None:
    total = len(result.rows) if result.total is None else result.total
    if total <= shown and not result.total_is_least:
        return None
    return {
        "shown": shown,
        "total": total,
        "total_is_least": result.total_is_least,
        "order": query.order._asdict(),
    }


def _engine(query: Query) -> str:
    if query.engine != "store":
        return query.engine
    return "arcadedb" if settings.get("STORE") == "embedded" else "neo4j"
