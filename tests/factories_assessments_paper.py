"""Sheets of surveys as clerks enter them, for tests."""

from types import SimpleNamespace
from typing import Any

from accounts.models import User
from assessments.actions import paper, surveys
from assessments.actions.paper import Entered
from assessments.models import Survey
from assessments.selectors.survey_sheets import items_of
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import (
    AT,
    TODAY,
    codes_of,
    draw,
    make_question,
    make_residents,
    make_survey,
    open_survey,
)


def make_appraisal(people: int = 6, *, others: int = 0) -> SimpleNamespace:
    """One branch with its head and a member, both assessed by `people` of the staff, and `others` more members; a free
    text; opened. `keeper` organises, `other` is a second clerk, both from above."""
    county = make_unit("江平县", kind="county")
    branch = make_unit("一车间党支部", parent=county, kind="party_branch")
    head = make_cadre("王建国", unit=branch, position="head", is_party_member=True)
    member = make_cadre("李秀英", unit=branch, is_party_member=True)
    more = [make_cadre(unit=branch, is_party_member=True) for _one in range(others)]
    keeper = make_user(role="organisation_admin", unit=branch)
    survey = make_survey(branch, keeper, kind="appraisal", title="2026年民主评议")
    make_question(survey, keeper, "text", text="意见建议", is_required=False)
    surveys.add_subjects(survey, kind="member", subjects=[head, member, *more], by=keeper, at=AT)
    make_residents(branch, people)
    survey = open_survey(draw(survey, keeper), keeper)
    pool = survey.pools.get()
    return SimpleNamespace(
        county=county,
        branch=branch,
        head=head,
        member=member,
        keeper=keeper,
        other=make_user(role="organisation_admin", unit=branch),
        third=make_user(role="organisation_admin", unit=county),
        head_user=make_user(cadre=head, role="secretary", unit=branch),
        member_user=make_user(cadre=member),
        auditor=make_user(role="auditor", unit=county),
        stranger=make_user(role="secretary", unit=make_unit("外单位")),
        survey=survey,
        pool=pool,
        subjects=list(survey.subjects.all()),
    )


def codes(scene: SimpleNamespace) -> list[str]:
    return codes_of(scene.pool, scene.keeper)


def read(survey: Survey, values: list[Any], text: str = "") -> dict[str, Any]:
    """What stands on a sheet, in its order."""
    items = items_of(survey, survey.pools.first())
    texts = {question.pk: text for question in survey.questions.filter(kind="text")}
    return {"answers": dict(zip((item.key for item in items), values, strict=True)), "texts": texts}


def enter(scene: SimpleNamespace, code: str, by: User, values: list[Any], text: str = "") -> Entered:
    return paper.enter_sheet(scene.survey, code=code, **read(scene.survey, values, text), by=by, on=TODAY)
