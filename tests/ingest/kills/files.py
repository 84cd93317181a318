"""The evidence of the test that kills loads: bank statements are killed, call lists appended."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.filing import CARD_A, CARD_B, bank, write

#: accepted rows of a statement; one more is rejected, so that an import has a rejects file too
STATEMENT_ROWS = 40
CALL_ROWS = 10
_CALLS = "通联类型,本端号码,对端号码,通话开始/短信发送时间,通话时长（秒）"


def statement(path: Path, nth: int) -> Path:
    """The ``nth`` bank statement: no row is equal to one of another."""
    rows = [
        f"{CARD_A},,2026-05-{1 + nth % 28:02d} 10:{at % 60:02d}:00,{nth + 1}.{at:02d},,出,"
        f"{CARD_B},李四,SN{nth:05d}{at:05d},"
        for at in range(STATEMENT_ROWS)
    ]
    return write(path, bank(*rows, f"{CARD_A},,不是时间,1.00,,出,,,,"))


def call_list(path: Path, nth: int) -> Path:
    """The ``nth`` call list of another subscriber."""
    own = f"1380013{nth:04d}"
    rows = [
        f"主叫,{own},1390014{at:04d},2026-05-03 11:{at:02d}:00,{10 + at}" for at in range(CALL_ROWS)
    ]
    return write(path, "\n".join([_CALLS, *rows]) + "\n")
