"""S6 and S7: payments, and what the money reaches."""

from __future__ import annotations

import pytest

from tests.queries.chains.small_ledger import SmallLedger, accounts, at


def layers(made: SmallLedger) -> dict[str, int | None]:
    """The accounts in S7 by public id with their level."""
    return {e: f.level for e, f in made.chain().stages["S7"].finds.items()}


def test_money_is_followed_in_time_through_statements(made: SmallLedger) -> None:
    accounts(made, "L2", "L3", "LAST")
    made.pay("BankAccount:L1", "BankAccount:L2", 90_000, at(11.2))
    made.pay("BankAccount:L2", "BankAccount:L3", 80_000, at(11.2))  # same moment: not decreasing
    made.pay("BankAccount:L3", "BankAccount:LAST", 70_000, at(10, day=3))
    assert layers(made) == {
        made.id("BankAccount:L2"): 2,
        made.id("BankAccount:L3"): 3,
        made.id("BankAccount:LAST"): 4,
    }


def test_s6_holds_victims_who_paid_and_first_payees(made: SmallLedger) -> None:
    chain = made.chain()
    assert set(chain.stages["S6"].finds) == made.names("Person:V1", "BankAccount:L1")
    assert chain.stages["S7"].status == "gap"


@pytest.mark.parametrize(
    ("yuan", "time"),
    [
        (90_000, at(11.0)),  # before the payment
        (90_000, at(11.2, day=3)),  # more than 72 hours after it
        (1_999, at(11.2)),  # under one per cent of 200,000
    ],
)
def test_a_move_out_of_bounds_is_not_followed(made: SmallLedger, yuan: float, time: int) -> None:
    accounts(made, "L2", "NEAR")
    made.pay("BankAccount:L1", "BankAccount:NEAR", 2_000, at(11.1, day=3))  # the bounds themselves
    made.pay("BankAccount:L1", "BankAccount:L2", yuan, time)
    assert set(layers(made)) == made.names("BankAccount:NEAR")


def test_time_going_backwards_stops_the_walk(made: SmallLedger) -> None:
    accounts(made, "L2", "L3")
    made.pay("BankAccount:L1", "BankAccount:L2", 90_000, at(12))
    made.pay("BankAccount:L2", "BankAccount:L3", 80_000, at(11.5))
    assert set(layers(made)) == made.names("BankAccount:L2")


def test_a_later_inflow_opens_the_window_again(made: SmallLedger) -> None:
    accounts(made, "L2", "L3")
    made.pay("BankAccount:L1", "BankAccount:L2", 50_000, at(12))
    made.pay("BankAccount:L1", "BankAccount:L2", 50_000, at(12, day=2))
    made.pay("BankAccount:L2", "BankAccount:L3", 80_000, at(12, day=4))
    assert set(layers(made)) == made.names("BankAccount:L2", "BankAccount:L3")


def test_depth_is_ten_hops_from_the_victim(made: SmallLedger) -> None:
    names = [f"L{level}" for level in range(2, 13)]
    accounts(made, *names)
    for level in range(2, 13):
        payer, payee = f"BankAccount:L{level - 1}", f"BankAccount:L{level}"
        made.pay(payer, payee, 10_000, at(11.5 + level / 60))
    assert max(level or 0 for level in layers(made).values()) == 10


def test_an_account_without_statement_is_reached_but_not_left(made: SmallLedger) -> None:
    accounts(made, "QUIET", "NEXT")
    made.pay("BankAccount:L1", "BankAccount:QUIET", 90_000, at(11.2))
    made.pay("BankAccount:QUIET", "BankAccount:NEXT", 80_000, at(11.3), own_side="payee")
    assert set(layers(made)) == made.names("BankAccount:QUIET")


def test_shops_wages_victims_and_bosses_end_the_walk(made: SmallLedger) -> None:
    accounts(made, "SHOP", "STAFF", "BOSS")
    made.thing("Person:B", name="老大")
    made.relate("Person:B", "MEMBER_OF", "Gang:G1", role="老板")
    made.relate("Person:B", "HOLDS", "BankAccount:BOSS")
    made.pay("BankAccount:L1", "BankAccount:SHOP", 9_000, at(11.2), payee_kind="MERCHANT")
    made.pay("BankAccount:L1", "BankAccount:STAFF", 9_000, at(11.2), summary="五月工资")
    made.pay("BankAccount:L1", "BankAccount:V1", 9_000, at(11.2))
    made.pay("BankAccount:L1", "BankAccount:BOSS", 9_000, at(11.2))
    assert layers(made) == {}


def test_a_card_is_read_as_its_only_account(made: SmallLedger) -> None:
    accounts(made, "L2", "L3")
    made.thing("BankCard:C2")
    made.relate("BankCard:C2", "CARD_OF", "BankAccount:L2")
    made.pay("BankAccount:L1", "BankCard:C2", 90_000, at(11.2))
    made.pay("BankAccount:L2", "BankAccount:L3", 80_000, at(11.3))
    assert set(layers(made)) == made.names("BankAccount:L2", "BankAccount:L3")


def test_failed_rows_are_no_movement(made: SmallLedger) -> None:
    accounts(made, "L2")
    made.pay("BankAccount:L1", "BankAccount:L2", 90_000, at(11.2), status="failed")
    assert layers(made) == {}


def test_a_day_without_time_may_follow_a_payment_of_that_day(made: SmallLedger) -> None:
    accounts(made, "L2")
    made.pay("BankAccount:L1", "BankAccount:L2", 90_000, at(0), time_precision="day")
    assert set(layers(made)) == made.names("BankAccount:L2")


def test_a_payment_to_a_shop_with_its_own_statement_is_explained(made: SmallLedger) -> None:
    accounts(made, "SUPPLIER")
    made.pay(
        "BankAccount:V1", "BankAccount:L1", 200_000, at(11.1), payee_kind="MERCHANT",
        own_side="payee",
    )  # fmt: skip
    made.pay("BankAccount:L1", "BankAccount:SUPPLIER", 90_000, at(11.2))
    answer = made.answer()
    assert answer.chains == ()
    assert any("merchant" in note.en for note in answer.notes)


def test_a_withdrawn_report_is_no_scam(made: SmallLedger) -> None:
    made.thing("PoliceReport:R1", status="已撤案", case_no="A1")
    made.relate("Person:V1", "REPORTED", "PoliceReport:R1", case_no="A1")
    answer = made.answer()
    assert answer.chains == ()
    assert any("withdrawn" in note.en for note in answer.notes)


def test_two_payees_without_anything_in_common_are_two_chains(made: SmallLedger) -> None:
    accounts(made, "M1", "L2", "M2")
    made.relate("BankAccount:M1", "INVOLVED_IN", "Case:A1", role="suspect-account")
    made.pay("BankAccount:V1", "BankAccount:M1", 50_000, at(12))
    made.pay("BankAccount:L1", "BankAccount:L2", 90_000, at(11.2))
    made.pay("BankAccount:M1", "BankAccount:M2", 40_000, at(12.2))
    first, second = made.answer().chains
    assert set(first.stages["S7"].finds) == made.names("BankAccount:L2")
    assert set(second.stages["S7"].finds) == made.names("BankAccount:M2")


@pytest.mark.parametrize("common", ["account", "holder", "address", "payee"])
def test_payees_with_something_in_common_are_one_chain(made: SmallLedger, common: str) -> None:
    accounts(made, "M1", "L2")
    made.thing("Person:F", name="卡农")
    made.thing("IpAddress:192.0.2.7")
    made.relate("BankAccount:M1", "INVOLVED_IN", "Case:A1", role="suspect-account")
    made.pay("BankAccount:V1", "BankAccount:M1", 50_000, at(12))
    for payee in ("BankAccount:L1", "BankAccount:M1"):
        if common == "account":
            made.pay(payee, "BankAccount:L2", 40_000, at(12.2))
        if common == "holder":
            made.relate("Person:F", "HOLDS", payee)
        if common == "address":
            made.login(payee, "IpAddress:192.0.2.7", at(12))
    if common == "payee":
        made.pay("BankAccount:L1", "BankAccount:M1", 40_000, at(12.2))
    assert len(made.answer().chains) == 1
