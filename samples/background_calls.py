"""Background calls: families, colleagues, couriers, hotlines; nobody who matters to the case."""

from __future__ import annotations

from datetime import timedelta

from samples import words
from samples.background import FIRST_DAY, LAST_DAY
from samples.mint import Mint
from samples.model import Call, Phone
from samples.plan import Dossier, World

_DAYS = (LAST_DAY - FIRST_DAY).days
_PER_PHONE = 90


class Talk:
    """Couriers and service lines everybody rings, and a circle of contacts for each phone."""

    def __init__(self, mint: Mint, world: World, hotline: Phone) -> None:
        self.mint, self.world, self.rng = mint, world, mint.rng
        self.couriers = [mint.phone(cell=10 + i) for i in range(4)]
        line = Phone(mint.ref("t"), "10086", carrier="", key="10086")
        self.hubs = [hotline, line, *self.couriers]

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
                self.world.calls.append(Call("", when, *ends, 0, "sms", text))
            else:
                length = rng.choice((0, 12, 25, 41, 66, 93, 160, 305))
                self.world.calls.append(Call("", when, *ends, length + rng.randrange(9)))

    def circle(self, size: int) -> list[Phone]:
        """People whose own records nobody asked for."""
        return [self.mint.phone(cell=self.rng.randrange(10, 40)) for _ in range(size)]


def plan_talk(mint: Mint, world: World, hotline: Phone, rows: int) -> None:
    """About ``rows`` rows of ordinary calls, most of them in one bulk return."""
    talk = Talk(mint, world, hotline)
    for case in world.cases:
        if case.gap != "B":
            talk.chat(case.victim_phone, talk.circle(12), 80)
    phones = talk.circle(max(3, rows // _PER_PHONE))
    for phone in phones:
        friends = [*talk.circle(6), *mint.rng.sample(phones, min(3, len(phones)))]
        talk.chat(phone, friends, _PER_PHONE)
    world.dossiers.append(Dossier(phones, "批量", "hex"))
