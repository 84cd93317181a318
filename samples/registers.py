"""Relations an officer asserts about a case: who supplied, who runs what, who controls what."""

from __future__ import annotations

from datetime import timedelta

from samples.mint import Mint
from samples.model import Assertion
from samples.plan import CasePlan, World


def plan_relations(mint: Mint, world: World, case: CasePlan) -> None:
    """Rows of the relations register for ``case``."""
    laundry, number = world.laundry, case.case_no
    assert laundry is not None
    rows = [
        Assertion(case.supply.dealer, "SUPPLIES", case.gang, number, "银行卡四套", count="4"),
        Assertion(
            case.supply.device_seller, "SUPPLIES", case.gang, number, "GOIP设备一台", count="1"
        ),
        Assertion(
            case.supply.broker, "SUPPLIES", case.gang, number, "料（公民个人信息）", count="1"
        ),
        Assertion(laundry.gang, "SUPPLIES", case.gang, number, "洗钱"),
        Assertion(case.gang, "OPERATES", case.supply.goip, number, "远程控制"),
        Assertion(case.boss, "LEADS", case.gang, number, role="老板"),
        Assertion(laundry.operator, "CONTROLS", laundry.collector, number, "代为操作网银"),
    ]
    for row in rows:
        row.ref = mint.ref("r")
        row.start = f"{case.day - timedelta(days=mint.rng.randrange(20, 60)):%Y-%m-%d}"
    world.assertions += rows
