"""Number keys, record ids and public ids: keyed BLAKE2b, the same in every process."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Final

#: the published key of synthetic data: sample ids are the same on every machine
SAMPLE_KEY: Final = hashlib.blake2b(b"graychain synthetic data", digest_size=32).digest()

#: Crockford base32
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_63_BITS: Final = (1 << 63) - 1


def load_key(home: Path) -> bytes:
    """The 32 bytes of ``id.key`` in HOME; written (mode 0600) when there is none yet."""
    path = home / "id.key"
    if not path.exists():
        write_key(home, secrets.token_bytes(32))
    return path.read_bytes()


def write_key(home: Path, key: bytes) -> None:
    """Write ``id.key``; raises ``FileExistsError`` when HOME has one (ids never change)."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "id.key"
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(key)


def hash63(key: bytes, *parts: str) -> int:
    """A positive 63-bit number for ``parts``; never 0, which means "none"."""
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(text, digest_size=8, key=key).digest()
    return (int.from_bytes(digest, "big") & _63_BITS) or 1


def number_key(key: bytes, namespace: str, norm: str) -> int:
    """The key of a number (card, phone, IMEI …): first 63 bits over (namespace, norm)."""
    return hash63(key, "number", namespace, norm)


def public_id(key: bytes, letter: str, *parts: str) -> str:
    """``<letter>-<26 characters>``: 128 keyed bits in Crockford base32."""
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    value = int.from_bytes(hashlib.blake2b(text, digest_size=16, key=key).digest(), "big")
    return letter + "-" + "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
