"""Which reported messages a seized station sent, and which numbers belong to victims."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import polars as pl

from graph.dataset import Dataset
from graph.errors import BadInput
from graph.model import Entity
from queries.params import LOCAL
from queries.stations.reports import cell_key

_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def seized_at(text: str) -> int | None:
    """µs of a seizure as stored (Beijing time; a day alone means its end); ``None`` for none."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        return None
    day = 86_400_000_000 if len(text) <= 10 else 0
    return int((moment - _EPOCH).total_seconds()) * 1_000_000 + day


def sent_by(dataset: Dataset, station: Entity, rows: pl.DataFrame) -> pl.DataFrame:
    """The reports (of :func:`reports`) that came from ``station``, until it was seized.

    Those served by its fake cell; and where the row names no cell, those of a text an
    officer registered it ``SENT``. Raises :class:`BadInput` when nothing can tie a report.
    """
    props = station.properties
    fake = cell_key(dataset, str(props.get("fake_lac") or ""), str(props.get("fake_ci") or ""))
    sent = dataset.relations.filter(pl.col("type") == "SENT", pl.col("from_entity") == station.id)[
        "to_entity"
    ].to_list()
    if not fake and not sent:
        raise BadInput(
            "没有短信举报带有这台伪基站的伪LAC/伪CI，也没有登记它发送的短信；请导入垃圾短信举报。",
            "No reported message names this station's fake LAC and CI, and no message is registered"
            " as sent by it; load the spam reports.",
        )
    by_cell = (pl.col("cell") == fake) & pl.lit(fake != 0)
    by_text = (pl.col("cell").fill_null(0) == 0) & pl.col("template").is_in(sent)
    own = rows.filter(by_cell | by_text.fill_null(False))
    end = seized_at(str(props.get("seized_at") or ""))
    return own if end is None else own.filter(pl.col("time") <= end)


def victims_of(dataset: Dataset, numbers: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """For each number a victim uses: ``persons`` and ``cases``, both ids, sorted."""
    relations = dataset.relations
    uses = relations.filter(
        pl.col("type") == "USES", pl.col("to_entity").is_in(list(numbers))
    ).select(person="from_entity", number="to_entity")
    suffered = relations.filter(pl.col("type") == "VICTIM_OF").select(
        person="from_entity", case="to_entity"
    )
    found: dict[str, dict[str, Any]] = {}
    for row in uses.join(suffered, on="person").unique().sort("number").iter_rows(named=True):
        known = found.setdefault(row["number"], {"persons": set(), "cases": set()})
        known["persons"].add(row["person"])
        known["cases"].add(row["case"])
    return {
        number: {name: sorted(ids) for name, ids in known.items()}
        for number, known in found.items()
    }
