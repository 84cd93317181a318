"""Accounts on platforms (``platform:uid``) and crypto addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ingest.identifiers.checksums import base58check_ok
from ingest.identifiers.cleaning import clean, mask_pattern, prepare
from ingest.identifiers.parsed import Parsed

#: platform slug → the words files use for it, casefolded
PLATFORMS: Final[dict[str, tuple[str, ...]]] = {
    "wechat": ("微信", "微信号", "wechat", "weixin", "wx", "vx"),
    "qq": ("qq", "qq号", "扣扣"),
    "alipay": ("支付宝", "alipay"),
    "wangwang": ("旺旺", "阿里旺旺", "wangwang"),
    "momo": ("陌陌", "momo"),
    "telegram": ("telegram", "电报", "飞机", "tg", "纸飞机"),
    "bat": ("蝙蝠", "bat"),
    "whatsapp": ("whatsapp",),
    "skype": ("skype",),
    "douyin": ("抖音", "douyin"),
    "weibo": ("微博", "weibo"),
}
_SLUGS: Final = {word: slug for slug, words in PLATFORMS.items() for word in words}
_HAN_WORDS = "|".join(sorted((w for w in _SLUGS if not w.isascii()), key=len, reverse=True))
_LATIN_WORDS = "|".join(sorted((w for w in _SLUGS if w.isascii()), key=len, reverse=True))
_WITH_PLATFORM = re.compile(
    rf"^({_HAN_WORDS}|(?:{_LATIN_WORDS})(?=[:\s])|qq(?=\d))(?:号|帐号|账号|id)?[:\s]*(\S.*)$",
    re.IGNORECASE,
)
_QQ = re.compile(r"^[1-9]\d{4,10}$")
_WECHAT = re.compile(r"^(?:[a-z][-_a-z0-9]{5,19}|wxid_[a-z0-9]+)$")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")


def platform_slug(word: str) -> str:
    """The slug of a platform word (微信 → ``wechat``); an unknown word stays, casefolded."""
    folded = clean(word).casefold()
    return _SLUGS.get(folded, re.sub(r"[\s:]", "", folded))


def parse_virtual(text: str, platform: str = "") -> Parsed:
    """An account on a platform: ``微信:abc123``, ``QQ 12345``, or a bare id with ``platform``."""
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    slug, uid = platform_slug(platform) if platform else "", ready
    written = _WITH_PLATFORM.match(ready)
    if written and (not slug or _SLUGS[written[1].casefold()] == slug):
        slug, uid = _SLUGS[written[1].casefold()], written[2].strip()
    elif not slug and ":" in ready:
        head, _, uid = ready.partition(":")
        slug, uid = platform_slug(head), uid.strip()
    uid = uid.replace(" ", "").casefold()
    if not uid:
        return Parsed(issues=("format",))
    if not slug:
        return Parsed(f"unknown:{uid}", False, ("platform_unknown",), "unknown")
    good = _well_formed(slug, uid)
    return Parsed(f"{slug}:{uid}", good, () if good else ("format",), slug)


def _well_formed(slug: str, uid: str) -> bool:
    if slug == "qq":
        return _QQ.match(uid) is not None
    if slug == "wechat":
        return any(form.match(uid) for form in (_WECHAT, _QQ, _MOBILE))
    return True


def parse_virtual_of(platform: str) -> Callable[[str], Parsed]:
    """:func:`parse_virtual` for a column whose ids all belong to ``platform``."""
    return lambda text: parse_virtual(text, platform)


def parse_wallet(text: str) -> Parsed:
    """A crypto address; ``hint`` is its chain. Ethereum is written in lower case."""
    pattern = mask_pattern(text)
    if pattern is not None and "*" in text:
        return Parsed(issues=("masked",), pattern=text.strip())
    bare = re.sub(r"\s", "", text)
    if re.fullmatch(r"0[xX][0-9a-fA-F]{40}", bare):
        return Parsed(bare.lower(), True, (), "ETH")
    if re.fullmatch(r"T[1-9A-HJ-NP-Za-km-z]{33}", bare):
        return _checked(bare, base58check_ok(bare, b"\x41"), "TRON")
    if re.fullmatch(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}", bare):
        good = base58check_ok(bare, b"\x00") or base58check_ok(bare, b"\x05")
        return _checked(bare, good, "BTC")
    if re.fullmatch(r"(?i)bc1[02-9ac-hj-np-z]{11,71}", bare):
        return Parsed(bare.lower(), True, (), "BTC")
    return Parsed(issues=("format",))


def _checked(address: str, good: bool, chain: str) -> Parsed:
    return Parsed(address, good, () if good else ("checksum",), chain)
