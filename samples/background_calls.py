"""Background calls: families, colleagues, couriers, hotlines; nobody who matters to the case."""

from __future__ import annotations

from datetime import timedelta

from samples import words
from samples.background import FIRST_DAY, LAST_DAY
from samples.mint import Mint
from samples.model import Call, Phone
from samples.plan import World

#: calls of an ordinary phone
PER_PHONE = 90
_DAYS = (LAST_DAY - FIRST_DAY).days


class Talk:
    """Couriers and service lines everybody rings, and a circle of contacts for each phone."""

    def __init__(self, mint: Mint, calls: list[Call], hubs: list[Phone]) -> None:
        self.mint, self.calls, self.rng, self.hubs = mint, calls, mint.rng, hubs

    def chat(self, phone: Phone, circle: list[Phone], rows: int) -> None:
        """``rows`` ordinary calls and messages of ``phone``."""
        rng = self.rng
        for _ in range(rows):
            other = rng.choice(self.hubs) if rng.random() < 0.25 else rng.choice(circle)
            if other is phone:
                continue
            when = FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
            when += timedelta(seconds=rng.randrange(25200, 82800))
            ends = (phone, other) if rng.random() < 0.5 else (other, phone)
            if rng.random() < 0.15:
                text = rng.choice(words.SMS_NOISE).format(code=rng.randrange(1000, 9999))
                self.calls.append(Call("", when, *ends, 0, "sms", text))
            else:
                length = rng.choice((0, 12, 25, 41, 66, 93, 160, 305))
                self.calls.append(Call("", when, *ends, length + rng.randrange(9)))

    def circle(self, size: int) -> list[Phone]:
        """People whose own records nobody asked for."""
        return [self.mint.phone(cell=self.rng.randrange(10, 40)) for _ in range(size)]

    def street(self, count: int) -> list[Phone]:
        """``count`` phones that talk with their circles and with each other."""
        phones = self.circle(count)
        for phone in phones:
            friends = [*self.circle(6), *self.rng.sample(phones, min(3, len(phones)))]
            self.chat(phone, friends, PER_PHONE)
        return phones


def plan_talk(mint: Mint, world: World, rows: int) -> list[Phone]:
    """About ``rows`` rows of ordinary calls, most in one bulk return; the hubs of the town."""
    couriers = [mint.phone(cell=10 + i) for i in range(4)]
    hubs = [world.hotline, mint.line("10086"), *couriers]
    talk = Talk(mint, world.calls, hubs)
    asked = {phone.ref for dossier in world.dossiers for phone in dossier.phones}
    for case in world.cases:
        for victim in case.victims:
            if victim.phone.ref in asked:
                talk.chat(victim.phone, talk.circle(12), max(20, 80 // len(case.victims)))
    world.bulk = talk.street(max(3, rows // PER_PHONE))
    return hubs
