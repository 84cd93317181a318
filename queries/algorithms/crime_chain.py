"""The crime chain of a case: which stages are evidenced, which are gaps, what to ask for next."""

from __future__ import annotations

from graph.errors import BadInput
from graph.model import SourceRef
from queries.chains import answer
from queries.chains.evidence import Evidence, evidence_of
from queries.chains.match import CaseAnswer, Chain, chains_of
from queries.chains.reach import all_cases, cases_named
from queries.chains.template_files import templates, templates_of
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text

_FIRST, *_, _LAST = templates()


def run(context: Context, of: str | None, template: str | None, all: bool) -> Result:
    """One row per (chain, stage).

    Raises :class:`BadInput` unless exactly one of ``of`` and ``all`` is given, and for a
    template that neither we nor the unit have.
    Cost: per case, its own relations and the moves its money reaches; an entity
    no row joins to a case is looked for in the chains of every case.
    """
    if (of is None) == (not all):
        raise BadInput(
            "请给出 --of 实体或案件，或 --all（二者取一）。",
            "Give either --of ENTITY or --all.",
        )
    _check_template(context, template)
    evidence = evidence_of(context.dataset)
    if of is None:
        answers = _answers(context, evidence, all_cases(evidence), template)
    else:
        answers = _answers_for(context, evidence, context.resolve(of).id, template)
    return _result(context, answers)


def _check_template(context: Context, template: str | None) -> None:
    known = templates_of(context.home)
    if template is not None and template not in known:
        names, given = ", ".join(known), template[:40]
        raise BadInput(
            f"参数 --template 应为 {names} 之一，现为“{given}”。",
            f"Parameter --template must be one of {names}, it is '{given}'.",
        )


def _answers(
    context: Context, evidence: Evidence, cases: list[str], template: str | None
) -> list[CaseAnswer]:
    found = []
    for case in cases:
        context.check_time()
        found.append(chains_of(evidence, case, template))
    return found


def _answers_for(
    context: Context, evidence: Evidence, entity: str, template: str | None
) -> list[CaseAnswer]:
    """All chains of a case; for anything else those it stands in, else those of its cases."""
    cases = cases_named(evidence, entity)
    if entity in evidence.case_ids:
        return _answers(context, evidence, [entity], template)
    answers = _answers(context, evidence, cases or all_cases(evidence), template)
    holding = [_only(each, [c for c in each.chains if c.holds(entity)]) for each in answers]
    if any(each.chains for each in holding):
        return [each for each in holding if each.chains]
    return answers if cases else []


def _only(each: CaseAnswer, chains: list[Chain]) -> CaseAnswer:
    return CaseAnswer(each.case, tuple(chains), each.notes)


def _result(context: Context, answers: list[CaseAnswer]) -> Result:
    refs: dict[int, SourceRef] = {}

    def source(row: tuple[int, str, int]) -> Row:
        import_id, sheet, line = row
        if import_id not in refs:
            refs[import_id] = context.dataset.sources(import_id, "", 0)
        about = refs[import_id]
        return {**about.as_dict(), "sheet": sheet, "row": line}

    chains = [chain for each in answers for chain in each.chains]
    rows = [row for chain in chains for row in answer.rows_of_chain(chain, context.refs)]
    return Result(
        rows,
        extras={
            "chains": [answer.summary(chain, context.refs, source) for chain in chains],
            "notes": answer.notes(answers),
        },
    )


QUERY = Query(
    name="crime-chain",
    title=Text("犯罪链条", "Crime chain"),
    question=Text(
        "这起案件的链条哪些环节有据、缺哪一环、下一步调什么？",
        "Which stages of the crime chain are evidenced, which is missing, what to ask for next?",
    ),
    group="chain",
    params=(
        Param(
            "of",
            "entity",
            Text(
                "案件，或被害人、嫌疑人、伪基站、卡、号码等任一实体",
                "a case, or any victim, suspect, station, card or number",
            ),
        ),
        Param(
            "template",
            "text",
            Text(
                f"按此模板：{_FIRST} 至 {_LAST} 或本单位的（默认依作案手法）",
                f"by this template: {_FIRST} to {_LAST} or the unit's own (default: by scam type)",
            ),
        ),
        Param("all", "bool", Text("所有案件", "every case"), default=False),
    ),
    returns=columns(
        "chain",
        "case",
        "template",
        "stage",
        "status",
        "required",
        "entities",
        "link_to_next",
        "evidence_count",
        "next_request",
    ),
    order=Text("案件编号、链条、环节", "case number, chain, stage"),
    caveat=Text(
        "链条是线索而非结论；缺失只表示卷内尚无材料，推断环节须核实。",
        "A chain is a lead, not a finding; a gap only means that the file has no record yet.",
    ),
    run=run,
)
