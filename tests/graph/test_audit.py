"""The audit chain shows a changed, removed or cut entry."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from graph import audit
from graph.ledger import Ledger
from graph.upkeep.verify import verify
from tests.graph.filing import file


def _tamper(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "app.sqlite") as db:
        for guard in ("audit_no_UPDATE", "audit_no_DELETE"):
            db.execute(f"DROP TRIGGER {guard}")
        for statement in statements:
            db.execute(statement)


def test_entries_come_back_newest_first_and_the_chain_is_whole(tmp_path: Path) -> None:
    heads = {
        str(n): audit.append(tmp_path, "ann", "look", f"e-{n}", "因", {"n": n}) for n in range(5)
    }
    found = audit.entries(tmp_path, limit=2)
    assert [entry.subject for entry in found] == ["e-4", "e-3"]
    assert audit.entries(tmp_path, limit=2, before=found[-1].seq)[0].detail == {"n": 2}
    assert audit.head(tmp_path) == heads["4"]
    assert audit.broken_at(tmp_path, heads) == []


def test_the_log_refuses_changes(tmp_path: Path) -> None:
    audit.append(tmp_path, "ann", "look")
    with sqlite3.connect(tmp_path / "app.sqlite") as db:
        for statement in ("UPDATE audit SET actor = 'bob'", "DELETE FROM audit"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET why = 'other' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "UPDATE audit SET seq = seq + 100 WHERE seq = 3",
    ],
)
def test_a_changed_or_missing_entry_shows(tmp_path: Path, statement: str) -> None:
    for n in range(3):
        audit.append(tmp_path, "ann", "look", str(n))
    _tamper(tmp_path, statement)
    assert len(audit.broken_at(tmp_path, {})) == 1


def test_a_cut_tail_shows_by_the_heads_written_into_the_ledger(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        file(ledger, "a.csv", calls=[{"caller": 1}])
        ledger.decide("annotate", {"entity": "x", "text": "y"}, "why", "ann")
        assert verify(ledger).damage == []
        _tamper(tmp_path, "DELETE FROM audit WHERE seq = 2")
        assert [item.en for item in verify(ledger).damage] == [
            "Audit log: audit log was cut: the head noted by version 3 is missing"
        ]
        _tamper_all = sqlite3.connect(tmp_path / "app.sqlite")
        _tamper_all.execute("DROP TABLE audit")
        _tamper_all.close()
        assert len(verify(ledger).damage) == 3


def test_threads_append_to_one_chain(tmp_path: Path) -> None:
    def work() -> None:
        for _ in range(10):
            audit.append(tmp_path, "ann", "look")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.entries(tmp_path, limit=1)[0].seq == 40
    assert audit.broken_at(tmp_path, {}) == []
