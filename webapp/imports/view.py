"""How dropped files look on the import page: one word for a state, counts, the chosen preview."""

from __future__ import annotations

from typing import Any

from graph.errors import UnknownEntity
from ingest import preset_files
from webapp import i18n, jobs
from webapp.imports.drops import Drop

#: state of a drop → class of its tag
_TAGS = {"ready": "ok", "loaded": "ok", "already": "", "otherwise": "warn", "failed": "gap",
         "unknown": "gap", "unreadable": "gap", "cleaning": "warn"}  # fmt: skip
_NUMBERS = ("lines", "accepted", "duplicate", "rejected", "dropped")


def lines(found: list[Drop]) -> list[dict[str, Any]]:
    """A line of the list for each drop; the job many of them share is looked up once."""
    at_work = {name for name in {drop.job for drop in found} if name and _at_work(name)}
    return [_line(drop, drop.job in at_work) for drop in found]


def _at_work(job: str) -> bool:
    try:
        return not jobs.find(job).ended
    except UnknownEntity:
        return False


def _line(drop: Drop, at_work: bool) -> dict[str, Any]:
    """Name, kind, state with its class, counts, what is said of it."""
    about = drop.about
    state = _state(drop, at_work)
    sheets = about.get("sheets", [])
    counts = drop.outcome.get("counts") or {
        name: sum(sheet["counts"][name] for sheet in sheets) for name in _NUMBERS
    }
    return {
        "id": drop.id,
        "name": drop.name,
        "bytes": drop.bytes,
        "state": state,
        "tag": _TAGS.get(state, ""),
        "kind": "、".join(dict.fromkeys(i18n.both(s["zh"], s["en"]) for s in sheets)),
        "notes": _notes(drop),
        "counts": counts if sheets else {},
        "loadable": state in ("ready", "otherwise", "cleaning"),
        "replace": state == "otherwise",
        "busy": state in ("waiting", "checking", "loading"),
        "imports": drop.outcome.get("imports") or drop.outcome.get("already") or [],
        "said": _said(drop),
    }


def _state(drop: Drop, at_work: bool) -> str:
    if drop.state in ("waiting", "loading"):
        if at_work:
            return "loading" if drop.state == "loading" else "checking"
        return "stopped"
    if drop.state != "checked":
        return drop.state
    found = str(drop.about.get("state", "unreadable"))
    rejected = sum(s["counts"]["rejected"] for s in drop.about.get("sheets", []))
    return "cleaning" if found == "ready" and rejected else found


def _notes(drop: Drop) -> list[str]:
    """Short facts: encoding, where the header is."""
    about = drop.about
    notes = [str(about["encoding"]).upper()] if about.get("encoding") else []
    for sheet in about.get("sheets", []):
        used = sum(bool(column["column"]) for column in sheet["columns"])
        notes.append(i18n.t("imports.columns", used=used, n=len(sheet["columns"])))
        if sheet["header_row"] > 1:
            notes.append(i18n.t("imports.header_row", row=sheet["header_row"]))
    return list(dict.fromkeys(notes))


def _said(drop: Drop) -> str:
    """The sentence of an error, or what the nearest presets lack."""
    for told in (drop.outcome, drop.about):
        if told.get("zh"):
            return i18n.both(str(told["zh"]), str(told["en"]))
    near = drop.about.get("nearest", [])
    parts = [
        i18n.t("imports.lacks", preset=i18n.both(item["zh"], item["en"]),
               columns="、".join(item["lacks"]))
        for item in near
    ]  # fmt: skip
    if drop.about.get("state") == "unknown" and not parts:
        return i18n.t("imports.no_header")
    return "；".join(parts)


def totals(lines: list[dict[str, Any]]) -> dict[str, int]:
    """Sums over the files that can be loaded or are."""
    chosen = [line["counts"] for line in lines if line["counts"]]
    return {name: sum(counts[name] for counts in chosen) for name in _NUMBERS}


def preview(drop: Drop) -> list[dict[str, Any]]:
    """The sheets of a checked drop for the preview: columns with choices, rows with marks."""
    return [
        {
            **sheet,
            "title": i18n.both(sheet["zh"], sheet["en"]),
            "used": sum(bool(column["column"]) for column in sheet["columns"]),
            "troubled": sum(bool(column["issues"]) for column in sheet["columns"]),
            "places": sum(column["issues"] for column in sheet["columns"]),
            "rows": [
                {
                    "row": row["row"],
                    "cells": [
                        {"text": text, "marked": column["header"] in row["marks"]}
                        for text, column in zip(row["cells"], sheet["columns"], strict=False)
                    ],
                }
                for row in sheet["preview"]
            ],
            "told": [
                {**issue, "why": i18n.both(issue["zh"], issue["en"])} for issue in sheet["issues"]
            ],
        }
        for sheet in drop.about.get("sheets", [])
    ]


def presets() -> list[dict[str, str]]:
    """All mappings by name and title, for choosing one."""
    return [
        {"name": mapping.preset, "title": mapping.title(i18n.lang())}
        for mapping in preset_files.presets().values()
    ]
