"""A database that is not ours in shape: people, objects, locations and events, 60,000 nodes.

::

    (:Crime)-[:OCCURRED_AT]->(:Address)<-[:LIVES_AT]-(:Citizen)-[:HAS_PHONE]->(:Handset)
        ▲──────────────[:PARTY_TO {role}]──────────────┘
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from neo4j import Driver

HOMES = 12_000
CITIZENS, HANDSETS, CRIMES, SUSPECTS = HOMES * 5 // 2, HOMES, HOMES // 2, HOMES // 2
NODES = HOMES + CITIZENS + HANDSETS + CRIMES
#: homes of one statement
PART = 2000
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_START = datetime(2020, 1, 1, tzinfo=UTC)

_CREATE = """
UNWIND $homes AS home
CREATE (a:Address) SET a = home.address
FOREACH (crime IN home.crimes | CREATE (e:Crime)-[:OCCURRED_AT]->(a) SET e = crime)
FOREACH (one IN home.people |
  CREATE (c:Citizen)-[:LIVES_AT]->(a) SET c = one.citizen
  FOREACH (phone IN one.phones | CREATE (c)-[:HAS_PHONE {since: one.since}]->(h:Handset)
                                 SET h = phone))
"""
_PARTIES = """
MATCH (e:Crime)-[:OCCURRED_AT]->(:Address)<-[:LIVES_AT]-(c:Citizen) WHERE c.watched
CREATE (c)-[:PARTY_TO {role: 'suspect'}]->(e)
"""


def fill(driver: Driver) -> None:
    """Create it all in an empty database, and one node of ours that is nobody's evidence."""
    for start in range(0, HOMES, PART):
        driver.execute_query(_CREATE, homes=[_home(n) for n in range(start, start + PART)])
    driver.execute_query(_PARTIES)
    driver.execute_query("CREATE (:Graychain:Citizen {fullName: 'ours', nationalId: 'x'})")


def national_id(number: int) -> str:
    """A made-up but sound ID number."""
    born = date(1950, 1, 1) + timedelta(days=number % 18_000)
    text = f"110101{born:%Y%m%d}{number // 18_000:02d}{number % 10}"
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=True))
    return text + "10X98765432"[total % 11]


def phone(number: int) -> str:
    """The handset of a home's first citizen."""
    return f"1390{number:07d}"


def _home(number: int) -> dict[str, Any]:
    address = {"line": f"合成路{number}号", "lat": 30 + number / 1e5, "lon": 104 + number / 1e5}
    crime = {
        "crimeNo": f"X{number:06d}",
        "kind": "诈骗",
        "occurredAt": _START + timedelta(hours=number),
    }
    size = 2 + number % 2
    first = (number // 2) * 5 + (number % 2) * 2
    return {
        "address": address,
        "crimes": [crime] if number % 2 == 0 else [],
        "people": [_citizen(first + place, number, place) for place in range(size)],
    }


def _citizen(number: int, home: int, place: int) -> dict[str, Any]:
    name = f"合成{number}"
    if number == 7:
        name = '=1+1 "甲"\n乙,丙'
    return {
        "citizen": {
            "fullName": name,
            "nationalId": national_id(number),
            "bornOn": date(1950, 1, 1) + timedelta(days=number % 18_000),
            "watched": place == 0,
        },
        "phones": [{"phoneNo": phone(home), "models": ["甲型", "乙型"]}] if place == 0 else [],
        "since": date(2021, 5, 1),
    }
