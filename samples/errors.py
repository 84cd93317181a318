"""The one error of this folder: bad options, or a folder that must not be overwritten."""

from __future__ import annotations

import os


class SampleError(Exception):
    """A sentence in zh and in en; the command prints one of them and exits with 2."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        english = os.environ.get("GRAYCHAIN_LANG", "zh").lower().startswith("en")
        return self.en if english else self.zh
