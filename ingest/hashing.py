"""Keys and ids over whole columns: the same values as :mod:`graph.keys`, computed together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.uint64]

_ALPHABET: Final = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", dtype=np.uint8)
_MASK: Final = np.uint64((1 << 63) - 1)
_SEPARATOR: Final = "\x1f"
#: number keys of one (id key, namespace) kept between chunks; about 150 bytes each
_REMEMBERED: Final = 1_000_000
_SEEN: Final[dict[tuple[bytes, str], dict[str, int]]] = {}


def hash63_many(key: bytes, prefix: Iterable[str], texts: pl.Series) -> pl.Series:
    """``keys.hash63(key, *prefix, text)`` for each text (none may be null); about 0.6 µs each."""
    digests = _digests(key, prefix, texts, 8)
    values = np.frombuffer(digests, dtype=">u8").astype(np.uint64) & _MASK
    values[values == 0] = 1
    return pl.Series(values.astype(np.int64))


def number_keys(key: bytes, namespace: str, norms: pl.Series) -> pl.Series:
    """``keys.number_key`` for each norm, null for null; those seen lately are remembered."""
    seen = _SEEN.setdefault((key, namespace), {})
    if len(seen) > _REMEMBERED:
        seen.clear()
    texts = norms.to_list()
    new = list({text for text in texts if text is not None and text not in seen})
    made = hash63_many(key, ["number", namespace], pl.Series(new, dtype=pl.String))
    seen.update(zip(new, made.to_list(), strict=True))
    return pl.Series(list(map(seen.get, texts)), dtype=pl.Int64)


def public_ids(key: bytes, letter: str, prefix: Iterable[str], texts: pl.Series) -> pl.Series:
    """``keys.public_id(key, letter, *prefix, text)`` for each text."""
    digests = _digests(key, prefix, texts, 16)
    halves = np.frombuffer(digests, dtype=">u8").astype(np.uint64).reshape(-1, 2)
    high, low = halves[:, 0], halves[:, 1]
    signs = np.empty((len(texts), 28), dtype=np.uint8)
    signs[:, 0], signs[:, 1] = ord(letter), ord("-")
    for place, shift in enumerate(range(125, -1, -5)):
        signs[:, place + 2] = _ALPHABET[
            (_shifted(high, low, shift) & np.uint64(31)).astype(np.int64)
        ]
    return pl.Series(signs.view("S28").ravel().astype("U28").tolist(), dtype=pl.String)


def _shifted(high: Ints, low: Ints, shift: int) -> Ints:
    if shift >= 64:
        return high >> np.uint64(shift - 64)
    if shift > 59:
        return (high << np.uint64(64 - shift)) | (low >> np.uint64(shift))
    return low >> np.uint64(shift)


def _digests(key: bytes, prefix: Iterable[str], texts: pl.Series, size: int) -> bytes:
    start = "".join(part + _SEPARATOR for part in prefix).encode("utf-8", "surrogatepass")
    base = hashlib.blake2b(start, digest_size=size, key=key)
    pieces = []
    for text in texts.to_list():
        digest = base.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        pieces.append(digest.digest())
    return b"".join(pieces)


def text_codes(texts: pl.Series) -> Ints:
    """A stable 64-bit code of each text; null and "" are 0.

    Serials differ in their last digits: up to 18 of them count as a number and only what
    stands before them, mostly the same in all rows, is hashed sign by sign.
    """
    frame = pl.DataFrame({"t": texts.cast(pl.String).fill_null("")})
    if frame["t"].n_unique() <= 1 + frame.height // 50:
        unique = frame["t"].unique()
        codes = pl.Series(_codes(unique)).reinterpret(signed=True)
        return _unsigned(frame["t"].replace_strict(unique, codes, return_dtype=pl.Int64))
    return _codes(frame["t"])


def _codes(texts: pl.Series) -> Ints:
    frame = pl.DataFrame({"t": texts}).with_columns(
        pl.col("t").str.extract(r"(\d{1,18})$").alias("tail")
    )
    length = pl.col("tail").str.len_bytes().fill_null(0)
    frame = frame.select(
        pl.col("t").str.head(pl.col("t").str.len_chars() - length).alias("head"),
        pl.col("tail").cast(pl.Int64, strict=False).fill_null(0),
        length.cast(pl.Int64).alias("length"),
    )
    heads = frame["head"].unique()
    lookup = pl.DataFrame({"head": heads, "code": hash63_many(b"", ["text"], heads)})
    code = frame.join(lookup, on="head", how="left", maintain_order="left")["code"]
    whole = _unsigned(mixed([code, frame["tail"], frame["length"]]))
    whole[(texts == "").to_numpy()] = 0
    return whole


def _unsigned(column: pl.Series) -> Ints:
    return column.to_numpy().astype(np.uint64)


def mixed(columns: Iterable[Any]) -> pl.Series:
    """A stable positive 63-bit hash of rows of whole numbers, Series or arrays (null is −1)."""
    total: Any = None
    for place, column in enumerate(columns, start=1):
        values = _integers(column) if isinstance(column, pl.Series) else column
        stirred = _stir(values + np.uint64(place * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF))
        total = stirred if total is None else _stir(total ^ stirred)
    result = total & _MASK
    result[result == 0] = 1
    return pl.Series(result.astype(np.int64))


def _integers(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).fill_null(-1).to_numpy().astype(np.uint64)


def _stir(values: Ints) -> Ints:
    """The finaliser of splitmix64: every input bit moves every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)))
