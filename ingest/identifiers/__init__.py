"""One written form for every kind of number; what is wrong with it is said, never hidden."""

from ingest.identifiers.accounts import issuer
from ingest.identifiers.columns import KINDS, distinct, normalise, parse
from ingest.identifiers.parsed import ISSUES, Parsed, issue_text
from ingest.identifiers.people import birth_date, gender, strong_key

__all__ = [
    "ISSUES",
    "KINDS",
    "Parsed",
    "birth_date",
    "distinct",
    "gender",
    "issue_text",
    "issuer",
    "normalise",
    "parse",
    "strong_key",
]
