"""Relations of a dataset version: rows of the files, asserted and retracted by decisions."""

from __future__ import annotations

import json

import polars as pl

from graph.ledger.decision_log import DecisionRow, standing
from graph.ledger.rows import conform

#: the sheet name in the source of a relation that an analyst asserted
DECISION_SHEET = "decision"


def with_decisions(rows: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """The table's rows (plus ``import_number``) without retracted, with asserted relations."""
    gone = [int(row.payload["relation_id"]) for row in standing(decisions, "retract")]
    asserted = [_asserted(row) for row in standing(decisions, "assert")]
    if asserted:
        frame = pl.DataFrame(asserted, infer_schema_length=None)
        added = conform("relations", frame).with_columns(
            import_number=pl.lit(0, pl.Int64), synthetic=pl.lit(False)
        )
        rows = pl.concat([rows, added.select(rows.columns)])
    return rows.filter(~pl.col("relation_id").is_in(gone)) if gone else rows


def _asserted(decision: DecisionRow) -> dict[str, object]:
    """A row of the relations table for one assert decision."""
    relation = decision.payload["relation"]
    props = relation.get("props") or {}
    return {
        "relation_id": int(relation["relation_id"]),
        "type": relation["type"],
        "from_kind": relation["from_kind"],
        "from_id": int(relation["from_id"]),
        "to_kind": relation["to_kind"],
        "to_id": int(relation["to_id"]),
        "role": relation.get("role") or "",
        "props": json.dumps(props, ensure_ascii=False),
        "count": 1,
        "import_id": 0,
        "sheet": DECISION_SHEET,
        "row": decision.decision_id,
        "method": "manual",
        "confidence": 0.8,
        "case_no": relation.get("case_no") or "",
        "valid_from": relation.get("valid_from"),
        "valid_to": relation.get("valid_to"),
    }


def relations_view(rows: pl.DataFrame, ends: pl.DataFrame, canonical: pl.DataFrame) -> pl.DataFrame:
    """Adds ``from_entity``, ``to_entity`` and the ends' account keys ``from_key``, ``to_key``.

    ``ends`` has ``kind, id, entity``; ``canonical`` maps cards to accounts. A
    relation with an end that no row describes is left out (``verify`` names it).
    """
    for end in ("from", "to"):
        rows = (
            rows.join(
                ends.rename({"kind": f"{end}_kind", "id": f"{end}_id", "entity": f"{end}_entity"}),
                on=[f"{end}_kind", f"{end}_id"],
                maintain_order="left",
            )
            .join(
                canonical.select(
                    pl.col("key").alias(f"{end}_id"), pl.col("canonical").alias("_to")
                ),
                on=f"{end}_id",
                how="left",
                maintain_order="left",
            )
            .with_columns(
                pl.when(pl.col(f"{end}_kind") == "number")
                .then(pl.coalesce("_to", f"{end}_id"))
                .otherwise(pl.col(f"{end}_id"))
                .alias(f"{end}_key")
            )
            .drop("_to")
        )
    return rows.sort("import_number", "sheet", "row", "relation_id").drop(
        "import_number", "synthetic"
    )
