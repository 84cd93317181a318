"""The offenders' side of a case: its gangs, dens and persons with the roles they have in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from queries.chains.evidence import Evidence, Rel
from queries.chains.finds import Find, merge


@dataclass(frozen=True, slots=True)
class Ring:
    """Gangs, dens and role-bearers of one case; nobody who is a victim in it.

    ``people`` has every person involved in the case or in one of its gangs;
    ``roles`` one find per (person, role word); ``members`` and ``based`` are the
    relations that tie persons to gangs and gangs to dens.
    """

    gangs: dict[str, Find]
    dens: dict[str, Find]
    people: dict[str, Find]
    roles: tuple[Find, ...]
    members: tuple[Rel, ...]
    based: tuple[Rel, ...]

    def with_role(self, words: Collection[str]) -> dict[str, Find]:
        """The persons one of whose roles contains one of ``words``."""
        return merge(f for f in self.roles if any(word in f.role for word in words))

    @property
    def places(self) -> dict[str, Find]:
        """Gangs and dens together."""
        return {**self.gangs, **self.dens}


def find_ring(evidence: Evidence, case: str, victims: Collection[str]) -> Ring:
    """The ring of ``case``; a gang or den that only other cases name is not in it."""
    involved = evidence.into("INVOLVED_IN", [case])
    types = evidence.types_of({rel.source for rel in involved})
    named = {kind: _named(involved, types, kind) for kind in ("Gang", "Den", "Person")}
    suspects = {p: f for p, f in named["Person"].items() if p not in victims}
    gangs = merge([*named["Gang"].values(), *_gangs_by_tie(evidence, case, suspects, named["Den"])])
    based = evidence.out("BASED_AT", gangs)
    dens = merge([*named["Den"].values(), *_own(evidence, case, (_target(r) for r in based))])
    members = [r for r in evidence.into("MEMBER_OF", gangs) if r.source not in victims]
    roles = [Find(r.source, r.confidence, r.rows, r.role) for r in members if r.role]
    roles += [
        Find(r.source, r.confidence, r.rows, r.role)
        for r in involved
        if r.role and r.source in suspects
    ]
    people = merge([*suspects.values(), *(Find(r.source, r.confidence, r.rows) for r in members)])
    return Ring(gangs, dens, people, tuple(roles), tuple(members), tuple(based))


def _named(involved: Iterable[Rel], types: dict[str, str], kind: str) -> dict[str, Find]:
    return merge(
        Find(r.source, r.confidence, r.rows) for r in involved if types.get(r.source) == kind
    )


def _target(rel: Rel) -> Find:
    return Find(rel.target, rel.confidence, rel.rows)


def _gangs_by_tie(
    evidence: Evidence, case: str, suspects: dict[str, Find], dens: dict[str, Find]
) -> list[Find]:
    """Gangs a suspect of the case is a member of, or that are based at a den of the case."""
    tied = [_target(r) for r in evidence.out("MEMBER_OF", suspects)]
    tied += [Find(r.source, r.confidence, r.rows) for r in evidence.into("BASED_AT", dens)]
    return _own(evidence, case, tied)


def _own(evidence: Evidence, case: str, finds: Iterable[Find]) -> list[Find]:
    """Those that no case names, or this one does."""
    found = list(finds)
    cases: dict[str, set[str]] = {}
    for rel in evidence.out("INVOLVED_IN", {f.entity for f in found}):
        cases.setdefault(rel.source, set()).add(rel.target)
    return [f for f in found if case in cases.get(f.entity, {case})]


def gangs_elsewhere(evidence: Evidence, ring: Ring, persons: Collection[str]) -> set[str]:
    """The ``persons`` whose gangs all belong to other cases."""
    gangs: dict[str, set[str]] = {}
    for rel in evidence.out("MEMBER_OF", persons):
        gangs.setdefault(rel.source, set()).add(rel.target)
    return {person for person, found in gangs.items() if not found & set(ring.gangs)}
