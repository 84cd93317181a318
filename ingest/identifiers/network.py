"""Addresses of machines and sites: IP, MAC, web address, app package."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import polars as pl
import tldextract

from ingest.identifiers.cleaning import mask_pattern
from ingest.identifiers.parsed import Parsed

_PORT = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$|^\[([0-9A-Fa-f:.]+)\](?::\d+)?$")
_LOCAL: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8")
)
_HOST = re.compile(r"^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$")
_PACKAGE = re.compile(r"^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+$")
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"


def _ready(text: str) -> str | Parsed:
    pattern = mask_pattern(text)
    return Parsed(issues=("masked",), pattern=pattern) if pattern is not None else text


def parse_ip(text: str) -> Parsed:
    """An IPv4 or IPv6 address without port; all ones and ``::`` are placeholders."""
    if text in ("255.255.255.255", "::"):
        return Parsed(issues=("unspecified",))
    ready = _ready(text)
    if isinstance(ready, Parsed):
        return ready
    with_port = _PORT.match(ready)
    bare = (with_port[1] or with_port[2]) if with_port else ready
    if re.fullmatch(r"\d+(\.\d+){3}", bare):
        bare = ".".join(str(int(part)) for part in bare.split("."))
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return Parsed(issues=("format",))
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    inside = address.version == 4 and any(address in net for net in _LOCAL)
    return Parsed(str(address), True, ("private",) if inside else (), f"ipv{address.version}")


def fast_ip(texts: pl.Series) -> pl.DataFrame:
    """Plain public IPv4 addresses among cleaned ``texts``."""
    local = r"^(?:10|127|0|255|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1\d\d))\."
    form = rf"^{_OCTET}(?:\.{_OCTET}){{3}}$"
    found = texts.filter(texts.str.contains(form) & ~texts.str.contains(local))
    return pl.DataFrame({"text": found}).select(
        "text",
        pl.col("text").alias("norm"),
        pl.lit(True).alias("ok"),
        pl.lit([], dtype=pl.List(pl.String)).alias("issues"),
        pl.lit("ipv4").alias("hint"),
    )


def parse_mac(text: str) -> Parsed:
    """A MAC address as 12 lower-case hex digits without separators."""
    bare = re.sub(r"[\s:.\-]", "", text).lower()
    if bare in ("0" * 12, "f" * 12):
        return Parsed(issues=("unspecified",))
    ready = _ready(text)
    if isinstance(ready, Parsed):
        return ready
    if not re.fullmatch(r"[0-9a-f]{12}", bare):
        return Parsed(issues=("format",))
    return Parsed(bare, True, (), "mac")


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that comes with the package; nothing is downloaded."""
    return tldextract.TLDExtract(
        suffix_list_urls=(), include_psl_private_domains=True, cache_dir=None
    )


def parse_url(text: str) -> Parsed:
    """A web address; ``norm`` is its registered domain, ``hint`` its full host.

    An address under no public suffix (``.example``, an intranet) keeps its host
    without ``www.``; one by IP keeps the IP.
    """
    ready = _ready(text)
    if isinstance(ready, Parsed):
        return ready
    plain = re.sub(r"\[\.\]|\(\.\)|。", ".", re.sub(r"(?i)^hxxp", "http", ready))
    issues = () if plain == ready else ("defanged",)
    with_scheme = plain if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", plain) else f"http://{plain}"
    try:
        host = (urlsplit(with_scheme).hostname or "").rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        return Parsed(issues=("format",))
    address = parse_ip(host)
    if address.norm is not None:
        return Parsed(address.norm, True, (*issues, *address.issues), host)
    if not _HOST.match(host):
        return Parsed(issues=("format",))
    return Parsed(_registered(host), True, issues, host)


def _registered(host: str) -> str:
    parts = _suffixes()(host)
    if parts.suffix and parts.domain:
        return f"{parts.domain}.{parts.suffix}"
    return host.removeprefix("www.")


def parse_app(text: str) -> Parsed:
    """An app package name such as ``com.example.pay``; case is kept."""
    ready = _ready(text)
    if isinstance(ready, Parsed):
        return ready
    bare = ready.replace(" ", "")
    return Parsed(bare, True, (), "package") if _PACKAGE.match(bare) else Parsed(issues=("format",))
