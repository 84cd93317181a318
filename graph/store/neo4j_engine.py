"""Connecting to a Neo4j: one driver, plain values, its errors as ours."""

from __future__ import annotations

import atexit
import logging
from functools import lru_cache
from typing import Any, Final

from graph import settings
from graph.errors import BadInput, GraychainError, LimitReached, Refused, StoreUnavailable

#: seconds to reach the server, and to go on trying a transaction that lost a race
CONNECT_SECONDS: Final = 10.0
RETRY_SECONDS: Final = 10.0

#: part of the server's error code → what it means
_TIMED_OUT: Final = ("TransactionTimedOut", "LockClientStopped", "TransactionTerminated")
_READ_ONLY: Final = ("NotALeader", "ReadOnly", "WriteOnRead", "ForbiddenOnReadOnly")
_FULL: Final = ("OutOfDisk", "No space left", "DatabaseFull", "OutOfMemory")


def connect(url: str) -> Any:
    """This process's driver for ``url``, with the user and password of the settings.

    Raises :class:`StoreUnavailable` when the server does not answer. Drivers are
    thread-safe, keep their connections, and are closed at the end of the process.
    """
    return _driver(url, settings.get("STORE_USER"), settings.get("STORE_PASSWORD"))


@lru_cache(maxsize=4)
def _driver(url: str, user: str, password: str) -> Any:
    import neo4j

    logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # its errors are told by ours
    try:
        driver = neo4j.GraphDatabase.driver(
            url,
            auth=(user, password),
            connection_timeout=CONNECT_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            notifications_min_severity="OFF",
            user_agent="graychain",
        )
    except (neo4j.exceptions.DriverError, ValueError) as error:
        raise BadInput(
            f"图库地址无效：{url}：{_reason(error)}",
            f"The address of the graph store cannot be used: {url}: {_reason(error)}",
        ) from error
    try:
        driver.verify_connectivity()
    except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as error:
        driver.close()
        raise our_error(error, url, CONNECT_SECONDS) from error
    atexit.register(driver.close)
    return driver


def our_error(error: Exception, url: str, seconds: float) -> GraychainError:
    """Why a statement failed: unreachable, refused, out of time, not read-only, or wrong."""
    from neo4j import exceptions

    code = str(getattr(error, "code", "") or "")
    told = f"{code} {error}"
    if isinstance(error, exceptions.AuthError):
        return StoreUnavailable(
            f"图库拒绝登录，请检查 GRAYCHAIN_STORE_USER 与 GRAYCHAIN_STORE_PASSWORD：{url}",
            "The graph store refused the sign-in; check GRAYCHAIN_STORE_USER and"
            f" GRAYCHAIN_STORE_PASSWORD: {url}",
        )
    if any(word in told for word in _TIMED_OUT):
        return LimitReached(
            f"查询超过 {seconds:g} 秒，请缩小范围。",
            f"The query took more than {seconds:g} s; narrow it.",
        )
    if "AccessMode" in code:
        return Refused("此查询不是只读查询。", "This query does not only read.")
    if any(word in told for word in _READ_ONLY):
        return StoreUnavailable(
            f"图库此成员只读，无法写入：{url}",
            f"This member of the graph store is read-only: {url}",
        )
    if any(word in told for word in _FULL):
        return StoreUnavailable(
            f"图库磁盘或内存已满：{url}", f"The graph store is out of disk or memory: {url}"
        )
    if isinstance(error, exceptions.ClientError) and "DatabaseNotFound" not in code:
        return BadInput(
            f"查询无法执行：{_reason(error)}", f"The query cannot be run: {_reason(error)}"
        )
    return StoreUnavailable(
        f"连不上图库 {url}：{_reason(error)}",
        f"The graph store {url} cannot be used: {_reason(error)}",
    )


def _reason(error: Exception) -> str:
    """The driver's own words on one line, not too long."""
    return " ".join(str(getattr(error, "message", None) or error).split())[:300]


def plain(value: Any) -> Any:
    """A driver value as a plain one: maps in the order of their keys, times as ISO text."""
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "items"):  # a node or a relationship: its properties
        return {key: plain(item) for key, item in sorted(value.items())}
    return value.iso_format() if hasattr(value, "iso_format") else str(value)
