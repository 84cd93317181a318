"""All settings in one table, read from ``GRAYCHAIN_*`` environment variables at call time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadInput

PREFIX = "GRAYCHAIN_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name without the prefix, its default, and help in zh and en."""

    name: str
    default: str
    zh: str
    en: str


SETTINGS: tuple[Setting, ...] = (
    Setting("HOME", "./data", "数据目录", "folder that holds everything"),
    Setting(
        "STORE",
        "embedded",
        "图库：embedded 或 neo4j://、neo4j+s://、bolt:// 地址",
        "graph store: embedded, or a neo4j://, neo4j+s:// or bolt:// address",
    ),
    Setting("STORE_USER", "neo4j", "图库账号", "user name of the graph store"),
    Setting("STORE_PASSWORD", "", "图库口令", "password of the graph store"),
    Setting("STORE_DATABASE", "neo4j", "图库库名", "database name in the graph store"),
    Setting("SOURCE_USER", "neo4j", "作为来源的数据库账号", "user name of a database to load from"),
    Setting("SOURCE_PASSWORD", "", "作为来源的数据库口令", "password of a database to load from"),
    Setting("SOURCE_DATABASE", "neo4j", "作为来源的库名", "name of a database to load from"),
    Setting(
        "CATALOG", "", "账本目录：空为 HOME 内 SQLite", "ledger catalog; empty: SQLite in HOME"
    ),
    Setting("DATA", "", "账本数据：空为 HOME/ledger", "ledger files; empty: HOME/ledger"),
    Setting("HOST", "127.0.0.1", "网页监听地址", "address the web app listens on"),
    Setting("PORT", "5000", "网页端口", "port of the web app"),
    Setting("LANG", "zh", "界面语言 zh 或 en", "language, zh or en"),
    Setting("MAX_ROWS", "1000", "一次查询最多行数", "most rows one query returns"),
    Setting("MAX_SECONDS", "30", "一次查询最长秒数", "most seconds one query may take"),
    Setting("MAX_NODES", "300", "一幅图最多实体数", "most entities in one picture"),
    Setting("HUB_DEGREE", "200", "枢纽阈值（关系数）", "relations that make a hub"),
    Setting("CACHE_BYTES", "20000000000", "缓存上限字节", "most bytes the cache keeps"),
    Setting("CACHE_SNAPSHOTS", "3", "缓存资金快照数", "snapshots of transfers the cache keeps"),
    Setting(
        "BOUNDARIES",
        "",
        "地图边界 GeoJSON 文件或目录；空为随附数据",
        "GeoJSON file or folder of map boundaries; empty: the shipped ones",
    ),
    Setting("UPLOAD_BYTES", "1000000000", "上传上限字节", "largest upload in bytes"),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def get(name: str) -> str:
    """The value of setting ``name`` (without prefix): the environment's, else its default."""
    return os.environ.get(PREFIX + name) or _BY_NAME[name].default


def get_int(name: str) -> int:
    """The setting as a whole number; raises :class:`BadInput` naming it when it is none."""
    value = get(name)
    try:
        return int(value)
    except ValueError:
        raise BadInput(
            f"设置 {PREFIX}{name} 应为整数，现为“{value}”。",
            f"Setting {PREFIX}{name} must be a whole number, it is '{value}'.",
        ) from None


def home() -> Path:
    """The absolute folder HOME; it is not created here."""
    return Path(get("HOME")).expanduser().resolve()


def lang() -> str:
    """``zh`` or ``en``."""
    return "en" if get("LANG").lower().startswith("en") else "zh"
