"""What somebody who follows a case by its code is shown: stages and dates, what was answered, what they may do. Never
the name of anybody, never another petitioner."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from petitions import codes
from petitions.actions import clocks
from petitions.actions.people import last_day_to_reopen
from petitions.models import Case, CaseEntry, Clock, Letter, LetterKind, Rating
from petitions.workflow import BY_ACTION, Actor, CaseState, allows

BY_CODE = frozenset({Actor.PETITIONER})
# What a step is called towards the petitioner, where that differs from what the office calls it.
STAGES: dict[str, str | Promise] = {
    "receive": _("收到您反映的事项"),
    "register": _("已登记"),
    "forward": _("已转送责任单位"),
    "assign": _("已交责任单位办理"),
    "accept": _("已受理"),
    "join": _("与同类事项一并办理"),
    "solve_on_spot": _("已当场办结"),
    "grant_extension": _("已延长办理期限"),
    "begin": _("开始办理"),
    "decide": _("已作出处理意见，待送达"),
    "serve": _("答复已送达"),
    "answer": _("已答复"),
    "close": _("已办结"),
    "reopen": _("重新办理"),
    "answer_joined": _("已答复"),
    "close_joined": _("已办结"),
    "add_information": _("您补充了材料"),
    "rate": _("您作了评价"),
    "withdraw": _("您已撤回"),
    "ask_review": _("您申请了复查"),
    "ask_re_review": _("您申请了复核"),
}
# States that are the office's own business.
STATES: dict[str, str | Promise] = {
    CaseState.RECEIVED: _("已收到，待登记"),
    CaseState.OBJECTED: _("正在确定责任单位"),
    CaseState.DECIDED: _("办理中"),
    CaseState.SERVED: _("已答复"),
    CaseState.JOINED: _("与同类事项一并办理"),
}
# Steps that the petitioner is told of, and that they added something themselves.
_TOLD = Q(is_public=True) | Q(action="add_information", by=None)
# Letters that reach the petitioner with the record of service only.
SERVED_FIRST = (LetterKind.DECISION, LetterKind.REVIEW, LetterKind.RE_REVIEW)


@dataclass(frozen=True)
class Stage:
    on: datetime.date
    label: str
    note: str


@dataclass(frozen=True)
class Followed:
    """One case, as its petitioner sees it. `reopen_until`, `review_until`: the last day, None where it is not open."""

    case: Case
    state: str
    stages: list[Stage]
    letters: list[Letter]
    rating: Rating | None
    may: frozenset[str]
    answer_by: datetime.date | None
    reopen_until: datetime.date | None
    review_until: datetime.date | None


def find(code: str) -> Case | None:
    """The case with this code. One query and one hash, whether there is one or not."""
    return Case.objects.filter(code_hash=codes.hash_code(code)).first()


def followed(case: Case, *, on: datetime.date) -> Followed:
    """Five queries, whatever happened to the case."""
    dues = dict(Clock.objects.filter(case=case, state__in=clocks.GOING).values_list("code", "due"))
    reopen_until = last_day_to_reopen(case) if allows("reopen", case.state, BY_CODE) else None
    review_until = next((day for code in ("ask_review", "ask_re_review") if (day := dues.get(code))), None)
    may = {step for step in ("add_information", "withdraw", "rate") if allows(step, case.state, BY_CODE)}
    if reopen_until and on <= reopen_until:
        may.add("reopen")
    if review_until and on <= review_until:
        may |= {step for step in ("ask_review", "ask_re_review") if step in dues and allows(step, case.state, BY_CODE)}
    return Followed(
        case=case,
        state=str(STATES.get(case.state) or case.get_state_display()),
        stages=[_stage(entry) for entry in case.entries.filter(_TOLD)],
        letters=_letters(case),
        rating=case.ratings.first(),
        may=frozenset(may),
        answer_by=dues.get("finish") or dues.get("assignment"),
        reopen_until=reopen_until,
        review_until=review_until,
    )


def _stage(entry: CaseEntry) -> Stage:
    step = BY_ACTION.get(entry.action)
    label = STAGES.get(entry.action) or (step.label if step else "")
    return Stage(entry.on, str(label), entry.note if entry.is_public else "")


def _letters(case: Case) -> list[Letter]:
    rows = case.letters.select_related("unit", "service")
    return [row for row in rows if row.kind not in SERVED_FIRST or hasattr(row, "service")]
