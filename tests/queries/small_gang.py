"""A small case with its answers in sight, loaded and synced into an embedded store.

::

    张三 (victim) ─HOLDS─▶ C1 ──2 transfers, 300.00──▶ C2 ──250.00──▶ C3 ◀─HOLDS─ 王五
      │ └──VICTIM_OF──▶ A4401001 ◀──INVOLVED_IN── 红队 ◀─LEADS─ 王五     ▲
      USES                                         ▲ └─BASED_AT─▶ N-01  REPORTS_TO
      ▼                                  MEMBER_OF │                      │
      P2 ◀──1 call── P1 ◀────────USES──────────── 李四 ──────────────────┘  HOLDS C2
      └──1 call──▶ 95588 (hub) ◀──1 call── P1 ◀─USES─ 王五

    赵六 twice, of whom only the name is known.
"""

from __future__ import annotations

from pathlib import Path

from graph import keys
from graph.ledger import Ledger
from graph.store.owner import after_commit
from tests.graph.small_case import CASE, Writer

C1, C2, C3 = "6222020200000001", "6222020200000002", "6222020200000003"
P1, P2 = "+8613812340001", "+8613812340002"
ID_3, ID_4, ID_5 = "110105199001010002", "110105199202020007", "110105198003030006"
GANG_NO, DEN_NO = "G-01", "N-01"


class GangWriter(Writer):
    """Writes dens too."""

    def den(self, number: str, props: str = "{}") -> int:
        record_id = keys.hash63(self.ledger.key, "record", self.sha, number)
        self._add(
            "records",
            record_id=record_id,
            type="Den",
            role="den",
            name="",
            props=props,
            entity_id=keys.public_id(self.ledger.key, "n", "key", f"den:{number}"),
            strong_keys=[f"den:{number}"],
            method="asserted",
        )
        return record_id


def make(home: Path) -> int:
    """Write the case into a fresh ledger of ``home`` and sync the store; the version."""
    with Ledger.open(home) as ledger:
        _money_file(ledger)
        _gang_file(ledger)
        return after_commit(ledger)


def _money_file(ledger: Ledger) -> None:
    file = GangWriter(ledger)
    one, two, three = (file.number("account", n, "BankCard") for n in (C1, C2, C3))
    p1, p2, line = (file.number("phone", n, "PhoneNumber") for n in (P1, P2, "95588"))
    victim = file.record(
        "Person", "张三", f"id:{ID_3}", role="victim", props=f'{{"id_number": "{ID_3}"}}'
    )
    case = file.record("Case", "张三被冒充公检法诈骗案", f"case:{CASE}", role="case")
    file.relation("HOLDS", victim, one)
    file.relation("USES", victim, p2)
    loss = {"amount_minor": 300_00, "currency": "CNY"}
    file.relation("VICTIM_OF", victim, case, ends="record record", **loss)
    file.transfer(one, two, 0, 100_00)
    file.transfer(one, two, 5, 200_00)
    file.transfer(two, three, 9, 250_00)
    file.call(p1, p2, 1)
    file.call(p1, line, 2)
    file.call(p2, line, 3)
    file.record("Person", "赵六")
    file.record("Person", "赵六")
    file.commit()


def _gang_file(ledger: Ledger) -> None:
    file = GangWriter(ledger)
    two, three = (file.number("account", n, "BankCard") for n in (C2, C3))
    p1 = file.number("phone", P1, "PhoneNumber")
    lee = file.record("Person", "李四", f"id:{ID_4}", props='{"alias": "阿四", "name": "李四"}')
    wang = file.record("Person", "王五", f"id:{ID_5}")
    gang = file.record("Gang", "红队", f"gang:{GANG_NO}", role="gang")
    den = file.den(DEN_NO, '{"address": "<b>合成路 1 号</b>", "note": "由李四承租"}')
    case = file.record("Case", "", f"case:{CASE}", role="case")
    for holder, account in ((lee, two), (wang, three)):
        file.relation("HOLDS", holder, account)
        file.relation("USES", holder, p1)
    both = {"ends": "record record"}
    file.relation("MEMBER_OF", lee, gang, role="话务员", **both)
    file.relation("LEADS", wang, gang, role="老板", **both)
    file.relation("REPORTS_TO", lee, wang, **both)
    file.relation("BASED_AT", gang, den, **both)
    file.relation("INVOLVED_IN", gang, case, **both)
    file.commit()
