"""Amounts, times, lengths, words and coordinates in one form, over whole columns."""

from ingest.values.amounts import amounts, exponent, parse_amount, unit_of
from ingest.values.coordinates import coordinates
from ingest.values.durations import durations, parse_duration
from ingest.values.times import join_date_time, times, to_local
from ingest.values.words import word, words
from ingest.values.zones import times_in_zones, zone_of

__all__ = [
    "amounts",
    "coordinates",
    "durations",
    "exponent",
    "join_date_time",
    "parse_amount",
    "parse_duration",
    "times",
    "times_in_zones",
    "to_local",
    "unit_of",
    "word",
    "words",
    "zone_of",
]
