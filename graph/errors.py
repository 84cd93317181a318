"""Every error of ours, one class for each kind of trouble.

::

    GraychainError                 exit code 2, HTTP 400
    ├── BadInput                   a wrong path, parameter, file, mapping or setting
    │   ├── UnknownEntity          no entity is called that              HTTP 404
    │   └── Ambiguous              several entities are called that      HTTP 409
    ├── Refused                    the actor may not do this             HTTP 403
    ├── StoreUnavailable           the graph store does not answer       HTTP 503
    ├── StoreLagging               the store holds another version       HTTP 409
    ├── LedgerError                the ledger is damaged, locked or full HTTP 503
    └── LimitReached               a query ran out of its time or rows   HTTP 422

An error carries its sentence in Chinese and in English; ``str(error)`` is the
sentence in the language of the settings. Nothing here does any I/O.
"""

from __future__ import annotations

import os
from typing import ClassVar


class GraychainError(Exception):
    """Root of all errors a user may see: one clear sentence in zh and en."""

    status: ClassVar[int] = 400
    exit_code: ClassVar[int] = 2

    def __init__(self, zh: str, en: str, **details: object) -> None:
        """Keep both sentences; ``details`` (file, row, candidates …) go to JSON answers."""
        super().__init__(zh, en)
        self.zh = zh
        self.en = en
        self.details = details

    def text(self, lang: str) -> str:
        """The sentence in ``lang`` (``zh`` or ``en``)."""
        return self.en if lang.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.text(os.environ.get("GRAYCHAIN_LANG", "zh"))


class BadInput(GraychainError):
    """The user's input cannot be used: path, parameter, file, mapping or setting."""


class UnknownEntity(BadInput):
    """No entity has this id, key or name."""

    status = 404


class Ambiguous(BadInput):
    """Several entities answer to the text; ``details['candidates']`` lists them."""

    status = 409


class Refused(GraychainError):
    """The actor's role does not allow this."""

    status = 403


class StoreUnavailable(GraychainError):
    """The graph store cannot be reached, is locked, or refuses the credentials."""

    status = 503


class StoreLagging(GraychainError):
    """The store holds another dataset version than the one asked for."""

    status = 409


class LedgerError(GraychainError):
    """The ledger cannot be opened, is damaged, or could not commit."""

    status = 503


class LimitReached(GraychainError):
    """A bounded query used up its time; narrowing it is the cure."""

    status = 422
