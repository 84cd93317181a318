"""What a question is: its words in zh and en, its parameters, its columns, its answer."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from queries.context import Context


class Text(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The words in ``lang``."""
        return self.en if lang.startswith("en") else self.zh


#: what a parameter's value may be; ``relations`` and ``entities`` are lists of type names
Kind = Literal["text", "entity", "int", "float", "bool", "date", "choice", "relations", "entities"]

_NO_WORDS: Final = Text("", "")

#: where an answer comes from: the ledger serves any version, store and search only their own
Engine = Literal["ledger", "store", "search"]

#: one row of an answer, keyed by column
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: name (snake_case), kind, help, and its bounds.

    A parameter without default is required; ``default=None`` with
    ``required=False`` means "not asked". ``minimum`` and ``maximum`` bound
    numbers, ``choices`` the words of a ``choice``.
    """

    name: str
    kind: Kind
    help: Text
    required: bool = False
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """The command-line flag: ``--max-length`` for ``max_length``."""
        return "--" + self.name.replace("_", "-")

    @property
    def argument(self) -> str:
        """The keyword the question's function takes: ``from_`` for ``from``."""
        return self.name + "_" if keyword.iskeyword(self.name) else self.name


#: the entity a question is about
OF: Final = Param(
    "of", "entity", Text("实体：标识号、号码、编号或姓名", "id, number, key or name"), required=True
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer; ``form`` says how people read it (time, money, entity …)."""

    name: str
    label: Text
    form: str = "text"


@dataclass(frozen=True, slots=True)
class Result:
    """What a question's function gives back; the runner makes the envelope of it.

    ``total`` counts all rows when the function itself cut them (``None``: the
    rows are all there are); ``total_is_least`` says that counting stopped
    early. ``extras`` are further keys of the envelope.
    """

    rows: list[Row]
    graph: dict[str, list[Row]] | None = None
    evidence: list[Row] | None = None
    total: int | None = None
    total_is_least: bool = False
    suppressed: Row | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Query:
    """A named question: CLI, web form, JSON API, report and catalogue come from this.

    ``order`` says in words how rows are ordered, for the truncation notice;
    ``cypher`` is the text of a question that is one Cypher query.
    """

    name: str
    title: Text
    question: Text
    group: str
    params: tuple[Param, ...]
    returns: tuple[Column, ...]
    caveat: Text
    run: Callable[..., Result]
    order: Text = _NO_WORDS
    engine: Engine = "ledger"
    cypher: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.returns)


#: the groups of the catalogue, in its order
GROUPS: Mapping[str, Text] = {
    "find": Text("查找", "Find"),
    "network": Text("关系网络", "Network"),
    "identity": Text("身份与标识", "Identity"),
    "gang": Text("团伙", "Gangs"),
    "chain": Text("犯罪链条", "Crime chains"),
    "money": Text("资金", "Money"),
    "evidence": Text("证据", "Evidence"),
}


def call(query: Query, context: Context, values: Mapping[str, Any]) -> Result:
    """Run the question's function with checked values."""
    return query.run(context, **{p.argument: values[p.name] for p in query.params})
