"""Plans a pseudo base station in a car: its drive, the messages it sent, and who reported them."""

from __future__ import annotations

from datetime import datetime, timedelta

from samples import cells, digits, words
from samples.gear import Station
from samples.mint import Mint
from samples.model import Phone, Spam
from samples.plan import CasePlan, World

STAYS = 6
#: fake LAC and CI of the station every sample has from another investigation
FOREIGN = ("65001", "10")
#: a stay is smaller than this many degrees each way (about 90 m)
_JITTER = 0.0008


def give_station(world: World, case: CasePlan, sender: str, text: str) -> Station:
    """A station with the text it sent under the shown number ``sender``, driven that morning."""
    mint, sample = world.mint, world.sample
    number = sample.number + case.index
    template = mint.thing("SmsTemplate", text)
    made = Station(
        mint.thing("PseudoBaseStation", f"KY{case.tag}"),
        mint.person(),
        str(64_000 + sample.place * 97 + case.index % 90),
        str(number % 60_000),
        template,
        case.day + timedelta(hours=20, minutes=15),
    )
    case.station = made
    case.put("S2", made.station, made.driver)
    case.prove("S2", made.driver, "OPERATES", made.station, (made.driver.ref, "device-holder"))
    _drive(world, case, made, sender)
    return made


def _drive(world: World, case: CasePlan, made: Station, sender: str) -> None:
    """Six stays a few minutes and one to three kilometres apart; victims get it at the first ones.

    Without the victims' reports (``messages`` hidden) the wave passes others only.
    """
    rng = world.mint.rng
    when = case.day + timedelta(hours=8, minutes=20, seconds=rng.randrange(60))
    lat, lon = 30.45 + rng.uniform(0, 0.1), 114.2 + rng.uniform(0, 0.1)
    targets = [] if case.hides("messages") else [victim.phone for victim in case.victims]
    for _ in range(STAYS):
        stay = []
        for _ in range(rng.randrange(5, 9)):
            at = (lat + rng.uniform(-_JITTER, _JITTER), lon + rng.uniform(-_JITTER, _JITTER))
            phone = targets.pop(0) if targets and len(stay) == 2 else world.mint.phone()
            stay.append(_message(world, made, when, phone, at, sender))
            when += timedelta(seconds=rng.randrange(40, 200))
        made.stays.append(stay)
        lat, lon = lat + rng.uniform(0.009, 0.016), lon + rng.uniform(-0.012, 0.012)
        when += timedelta(minutes=rng.randrange(5, 10))
    world.spam += [spam for stay in made.stays for spam in stay]
    assert not targets
    _expect(case, made)


def _message(
    world: World,
    made: Station,
    when: datetime,
    phone: Phone,
    at: tuple[float, float],
    sender: str,
) -> Spam:
    text = str(made.text.key)
    lat, lon = (round(value, 6) for value in at)
    return Spam(world.mint.ref("s"), when, phone, sender, text, made.lac, made.ci, lat, lon)


def _expect(case: CasePlan, made: Station) -> None:
    """S4 is the text victims got; its rows tie station, text and payment."""
    for victim in case.victims:
        got = [spam for stay in made.stays for spam in stay if spam.phone is victim.phone]
        for spam in got:
            case.put("S4", made.text)
            case.prove("S2-S4", victim.phone, "RECEIVED", made.text, (spam.ref, "spam"))


def foreign_wave(world: World, day: datetime) -> None:
    """A wave of the station seized in another investigation, under its own fake cell."""
    mint = world.mint
    when = day + timedelta(hours=9, minutes=5)
    for place in range(12):
        at = (30.5 + place * 0.003, 114.3 + place * 0.002)
        spam = Spam("", when, mint.phone(), "95588", words.SPAM[0].format(code=1000), *FOREIGN, *at)
        world.spam.append(spam)
        when += timedelta(seconds=mint.rng.randrange(90, 240))


def noise(world: World, count: int) -> None:
    """Other advertising reported in the same months, from ordinary cells all over the town."""
    mint = Mint(world.sample, "spam", world.mint)
    rng = mint.rng
    for _ in range(count):
        when = world.day + timedelta(days=rng.randrange(-60, 60), seconds=rng.randrange(86_400))
        text = rng.choice(words.SPAM).format(code=rng.randrange(1000, 9999))
        cell = rng.randrange(cells.CELLS)
        place = [round(value, 6) for value in cells.position(cell)]
        fake = (str(cells.lac(world.sample)), str(cells.ci(cell)))
        shown = digits.phone_number(rng)
        spam = Spam("", when, mint.phone(), shown, text, *fake, place[1], place[0])
        world.spam.append(spam)
