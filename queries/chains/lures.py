"""What reached the victims of one chain without ringing them, found when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Final

from queries.chains.approach import (
    Airing,
    Approach,
    Until,
    airings,
    approaches,
    before_payment,
    calls_made,
)
from queries.chains.case_file import CaseFile
from queries.chains.contact import Contact
from queries.chains.evidence import Rel

#: things of a type with what ties them to the case
Tied = Callable[[str], list[tuple[str, Rel]]]


class Lures:
    """Social accounts, programmes of broadcasts, and numbers the victims called themselves.

    ``paid`` holds each victim's first and last payment, ``rung`` the first contacts by telephone.
    """

    def __init__(
        self,
        file: CaseFile,
        victims: Collection[str],
        paid: tuple[Until, Until],
        rung: Collection[Contact],
        tied: Tied,
    ) -> None:
        self._file: Final = file
        self._victims: Final = victims
        self._until, self._last = paid
        self._rung: Final = rung
        self._tied: Final = tied
        self._span: Final = file.template.micros("contact_days")

    @cached_property
    def approaches(self) -> list[Approach]:
        """Social accounts that contacted the victims before they paid."""
        file, evidence = self._file, self._file.evidence
        rels = [
            rel
            for rel in evidence.into("CONTACTED", self._victims)
            if before_payment(rel, rel.target, self._until, self._span, self._last)
        ]
        types = evidence.types_of({rel.source for rel in rels})
        rels = [rel for rel in rels if types.get(rel.source) == "VirtualIdentity"]
        callers = file.ring.with_role(file.template.words["caller"])
        users = {rel.target: rel for rel in evidence.out("USES", callers)}
        second = file.template.micros("second_hours")
        return approaches(rels, users, self._rung, self._until, second)

    @cached_property
    def broadcasts(self) -> dict[str, Rel]:
        """Illegal broadcasts of the case with the strongest relation that ties each to it."""
        best: dict[str, Rel] = {}
        for entity, rel in self._tied("IllegalBroadcast"):
            if entity not in best or best[entity].confidence < rel.confidence:
                best[entity] = rel
        return best

    @cached_property
    def airings(self) -> list[Airing]:
        """Programmes of these broadcasts that the victims heard before they paid."""
        phones = self._phones()
        return airings(
            self._file.evidence, self.broadcasts, phones, self._victims, self._until, self._span
        )

    @cached_property
    def hotlines(self) -> dict[int, Rel]:
        """Numbers that such a programme names, by number key."""
        evidence = self._file.evidence
        rels = evidence.out("LURED_TO", {airing.programme for airing in self.airings})
        keys = evidence.keys_of({rel.target for rel in rels})
        return {keys[rel.target]: rel for rel in rels if rel.target in keys}

    @cached_property
    def dialled(self) -> list[Contact]:
        """Calls of the victims to numbers of the con, reported ones and hotlines."""
        ties = self._file.ties
        reported = {key: rel for named in ties.reported.values() for key, rel in named.items()}
        known = {**self.hotlines, **reported, **ties.owned}
        return calls_made(self._file.evidence, self._phones(), known, self._until, self._span)

    def _phones(self) -> dict[int, str]:
        return {k: v for k, v in self._file.seed.phones.items() if v in self._victims}
