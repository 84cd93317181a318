"""S4 and S5: who called, and when a call counts."""

from __future__ import annotations

import pytest

from queries.chains.match import Chain
from tests.queries.chains.small_ledger import SmallLedger, at

RELAY, DESK, LINE = "PhoneNumber:RELAY", "PhoneNumber:DESK", "PhoneNumber:LINE"


def goip(made: SmallLedger) -> None:
    """A GOIP of the case at the gang's den, with one SIM whose number is RELAY."""
    made.thing("GoipDevice:Q1")
    made.thing("SimCard:999990000000001")
    made.thing(RELAY)
    made.relate("SimCard:999990000000001", "INSERTED_IN", "GoipDevice:Q1")
    made.relate("GoipDevice:Q1", "INVOLVED_IN", "Case:A1")
    made.relate("GoipDevice:Q1", "LOCATED_IN", "Den:D1")


def callers(made: SmallLedger) -> None:
    """The den's landline, and a second-line caller who uses DESK."""
    for name in (LINE, DESK):
        made.thing(name)
    made.relate("Den:D1", "HAS_PHONE", LINE)
    made.thing("Person:C2", name="二线")
    made.relate("Person:C2", "MEMBER_OF", "Gang:G1", role="二线话务员")
    made.relate("Person:C2", "USES", DESK)


def relayed(made: SmallLedger, time: int) -> None:
    """A call to the victim from the SIM in the GOIP."""
    made.call(RELAY, "PhoneNumber:V1", time, imsi="SimCard:999990000000001")


def status(chain: Chain, *codes: str) -> list[str]:
    return [chain.stages[code].status for code in codes]


def test_goip_call_forwarded_to_the_den_fills_and_links(made: SmallLedger) -> None:
    goip(made)
    callers(made)
    relayed(made, at(10))
    made.call(RELAY, LINE, at(10.1), kind="forward", own_side="caller")
    chain = made.chain()
    assert set(chain.stages["S2"].finds) == made.names("GoipDevice:Q1")
    assert set(chain.stages["S4"].finds) == made.names(RELAY)
    assert set(chain.stages["S5"].finds) == made.names(LINE, "Den:D1", "Person:C2")
    found = {name: chain.links[name].status for name in ("S2-S4", "S4-S5", "S5-S6")}
    assert set(found.values()) == {"evidenced"}
    assert chain.links["S5-S6"].sources


def test_second_contact_within_a_day_ties_caller_and_gang(made: SmallLedger) -> None:
    goip(made)
    callers(made)
    relayed(made, at(10))
    made.call(DESK, "PhoneNumber:V1", at(10, day=1))
    chain = made.chain()
    assert set(chain.stages["S5"].finds) == made.names(DESK, "Person:C2")
    assert chain.links["S4-S5"].status == "evidenced"


def test_second_contact_after_a_day_is_none(made: SmallLedger) -> None:
    goip(made)
    callers(made)
    relayed(made, at(10))
    made.call(DESK, "PhoneNumber:V1", at(10.1, day=1))
    chain = made.chain()
    assert status(chain, "S4", "S5") == ["confirmed", "gap"]
    assert chain.links["S4-S5"].status == "none"


@pytest.mark.parametrize("time", [at(11.2), at(11.0, day=-7)])
def test_a_call_after_the_payment_or_over_a_week_before_is_no_contact(
    made: SmallLedger, time: int
) -> None:
    goip(made)
    relayed(made, time)
    assert status(made.chain(), "S4") == ["gap"]


def test_a_reported_number_needs_a_call_to_fill(made: SmallLedger) -> None:
    made.thing(RELAY)
    made.thing("PhoneNumber:SILENT")
    for number in (RELAY, "PhoneNumber:SILENT"):
        made.relate(number, "CONTACTED", "Person:V1")
    made.call(RELAY, "PhoneNumber:V1", at(10))
    chain = made.chain()
    assert set(chain.stages["S4"].finds) == made.names(RELAY)


def test_a_spoofed_hotline_never_forms_a_contact(made: SmallLedger) -> None:
    made.thing("PhoneNumber:95588")
    made.thing("GoipDevice:Q1")
    made.relate("PhoneNumber:95588", "CONTACTED", "Person:V1")
    made.relate("Den:D1", "HAS_PHONE", "PhoneNumber:95588")
    made.relate("PhoneNumber:95588", "INSERTED_IN", "GoipDevice:Q1")
    made.call("PhoneNumber:95588", "PhoneNumber:V1", at(10))
    chain = made.chain()
    assert status(chain, "S2", "S4", "S5") == ["gap", "gap", "gap"]


def test_registers_alone_fill_neither_contact_nor_con(made: SmallLedger) -> None:
    goip(made)
    callers(made)
    chain = made.chain()
    assert status(chain, "S2", "S4", "S5") == ["confirmed", "gap", "gap"]
    assert chain.links["S2-S4"].status == "none"


def test_an_unknown_caller_is_no_contact(made: SmallLedger) -> None:
    made.thing("PhoneNumber:FRIEND")
    made.call("PhoneNumber:FRIEND", "PhoneNumber:V1", at(10))
    assert status(made.chain(), "S4") == ["gap"]


def test_the_dens_own_number_alone_is_the_first_contact(made: SmallLedger) -> None:
    callers(made)
    made.call(LINE, "PhoneNumber:V1", at(10))
    chain = made.chain()
    assert set(chain.stages["S4"].finds) == made.names(LINE)
    assert status(chain, "S5") == ["gap"]


def test_a_caller_of_another_gang_is_not_in_the_con(made: SmallLedger) -> None:
    goip(made)
    made.thing("Case:A2", scam_type="冒充公检法")
    made.thing("Gang:G2")
    made.thing("Den:D2")
    made.relate("Gang:G2", "INVOLVED_IN", "Case:A2")
    made.relate("Gang:G2", "BASED_AT", "Den:D2")
    made.thing(LINE)
    made.relate("Den:D2", "HAS_PHONE", LINE)
    made.thing("Person:C9", name="外人")
    made.relate("Person:C9", "MEMBER_OF", "Gang:G2", role="一线话务员")
    relayed(made, at(10))
    made.call(RELAY, LINE, at(10.1), kind="forward", own_side="caller")
    chain = made.chain()
    assert status(chain, "S4", "S5") == ["confirmed", "gap"]


def test_without_payment_contact_and_con_make_a_chain(made: SmallLedger) -> None:
    goip(made)
    callers(made)
    made.thing("Case:A3", scam_type="冒充公检法")
    made.thing("Person:V3", name="未付款")
    made.thing("PhoneNumber:V3")
    made.relate("Person:V3", "VICTIM_OF", "Case:A3")
    made.relate("Person:V3", "USES", "PhoneNumber:V3")
    made.relate("Gang:G1", "INVOLVED_IN", "Case:A3")
    made.call(RELAY, "PhoneNumber:V3", at(10), imsi="SimCard:999990000000001")
    made.call(DESK, "PhoneNumber:V3", at(12))
    chain = made.chain("Case:A3")
    assert status(chain, "S4", "S5", "S6") == ["confirmed", "confirmed", "gap"]
    assert chain.links["S5-S6"].status == "none"
