"""What an account holds, split into the parts of a trace; whole minor units throughout.

Part 0 is the clean part; every other number is one victim payment. An outflow
takes its shares by the rule of the method (domain.md §5.1):

* :class:`Fifo`: money leaves in the order it arrived.
* :class:`Prorata`: every part gives the same share, rounded by largest
  remainder, ties to the part that arrived first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import Final

CLEAN: Final = 0

Share = tuple[int, int]


class Pot(ABC):
    """The money of one account."""

    balance: int

    @abstractmethod
    def put(self, part: int, amount: int) -> None:
        """``amount`` of ``part`` arrives."""

    @abstractmethod
    def take(self, amount: int) -> list[Share]:
        """Shares that make up ``amount`` (at most the balance), in the order of arrival."""

    @abstractmethod
    def rest(self) -> dict[int, int]:
        """What is left of each part."""


class Fifo(Pot):
    """First in, first out: lots in a queue; neighbours of one part are one lot."""

    def __init__(self, opening: int) -> None:
        self.balance = 0
        self._lots: deque[Share] = deque()
        self.put(CLEAN, opening)

    def put(self, part: int, amount: int) -> None:
        """The newest lot."""
        if not amount:
            return
        self.balance += amount
        if self._lots and self._lots[-1][0] == part:
            amount += self._lots.pop()[1]
        self._lots.append((part, amount))

    def take(self, amount: int) -> list[Share]:
        """The oldest lots."""
        self.balance -= amount
        shares: list[Share] = []
        while amount:
            part, size = self._lots.popleft()
            used = min(size, amount)
            shares.append((part, used))
            amount -= used
            if used < size:
                self._lots.appendleft((part, size - used))
        return shares

    def rest(self) -> dict[int, int]:
        """Sums by part, oldest lot first."""
        left: dict[int, int] = {}
        for part, size in self._lots:
            left[part] = left.get(part, 0) + size
        return left


class Prorata(Pot):
    """Every outflow mixes: parts keep their order of first arrival."""

    def __init__(self, opening: int) -> None:
        self.balance = 0
        self._parts: dict[int, int] = {}
        self.put(CLEAN, opening)

    def put(self, part: int, amount: int) -> None:
        """The part grows where it stands."""
        if amount:
            self.balance += amount
            self._parts[part] = self._parts.get(part, 0) + amount

    def take(self, amount: int) -> list[Share]:
        """Floor of each exact share, the missing units by largest remainder."""
        total = self.balance
        exact = [(part, *divmod(size * amount, total)) for part, size in self._parts.items()]
        missing = amount - sum(share for _, share, _ in exact)
        by_remainder = sorted(range(len(exact)), key=lambda place: -exact[place][2])
        lucky = set(by_remainder[:missing])
        shares = [(part, share + (place in lucky)) for place, (part, share, _) in enumerate(exact)]
        for part, share in shares:
            self._parts[part] -= share
        self.balance -= amount
        return [(part, share) for part, share in shares if share]

    def rest(self) -> dict[int, int]:
        """What each part still has."""
        return {part: size for part, size in self._parts.items() if size}


METHODS: Final[dict[str, type[Fifo] | type[Prorata]]] = {"fifo": Fifo, "prorata": Prorata}
