"""One branch through its year: commitments made known, kept and rated (R19), a forum with appraisal (R20.1), each
member's contact work reviewed (R11.7), and what the year-end statement then says; all by figures computed by hand."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Position, UnitKind
from assessments.actions import surveys, surveys_closing, verdicts
from assessments.actions.statements import draft_statement
from assessments.models import SurveyResult
from assessments.selectors.circulation import report_of
from assessments.selectors.statements import figures_of, plain_sections
from duties.actions import recompute
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_assessments_surveys import codes_of, draw, make_residents, make_survey, open_survey, send
from tests.factories_duties import figures, load_book, owed
from visits.actions import commitments
from visits.selectors.commitments import rating_counts

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
AT = datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC)


def at(on):
    return timezone.make_aware(datetime.datetime(on.year, on.month, on.day, 18))


class Branch:
    """A secretary and two members; twelve of the staff, whom the appraisal asks."""

    def __init__(self):
        self.unit = make_unit("第一党支部", kind=UnitKind.PARTY_BRANCH)
        self.secretary = self._member("周书记", position=Position.HEAD)
        self.members = [self._member(name) for name in ("吴", "郑")]
        self.people = make_residents(self.unit, 12)
        for code in ("r11", "r19", "r20"):
            load_book(code, self.unit)
        self.organiser = make_user("organiser", role="organisation_admin", unit=self.unit)

    def _member(self, name, **post):
        cadre = make_cadre(name, unit=self.unit, is_party_member=True, **post)
        return make_user(name, cadre=cadre)

    def commit(self, content, due, *, cadre=None, by=None):
        by, on = by or self.secretary, datetime.date(2026, 1, 15)
        answers = cadre or self.secretary.cadre
        row = commitments.write_commitment(
            unit=self.unit, cadre=cadre, year=2026, content=content, due=due, answers=answers, by=by, at=at(on)
        )
        return commitments.publish_commitment(row, on=on, by=self.secretary, at=at(on))


@pytest.fixture
def branch():
    return Branch()


@pytest.fixture
def promised(branch):
    """Two of the branch, one kept in time and one overdue; one of a member."""
    kept = branch.commit("修缮公用洗衣间", datetime.date(2026, 6, 30))
    overdue = branch.commit("开设职工子女课堂", datetime.date(2026, 9, 30))
    own = branch.commit("帮带两名新工", datetime.date(2026, 12, 20), cadre=branch.members[0].cadre)
    done = datetime.date(2026, 6, 20)
    kept = commitments.fulfil_commitment(kept, on=done, result="已投入使用", by=branch.secretary, at=at(done))
    return kept, overdue, own


def rate(commitment, *values):
    for value in values:
        commitments.rate_commitment(commitment, value=value, on=TODAY, at=AT)


def appraise(branch):
    """Of the branch itself and two members: ten of twelve answer."""
    asked = {"kind": "appraisal", "title": "半年民主评议", "opens_on": TODAY, "closes_on": TODAY}
    survey = make_survey(branch.unit, branch.organiser, **asked)
    surveys.add_subjects(survey, kind="branch", subjects=[branch.unit], by=branch.organiser, at=AT)
    members = [member.cadre for member in branch.members]
    surveys.add_subjects(survey, kind="member", subjects=members, by=branch.organiser, at=AT)
    survey = open_survey(draw(survey, branch.organiser), branch.organiser)
    (pool,) = survey.pools.all()
    codes = codes_of(pool, branch.organiser)
    for number, code in enumerate(codes[:10]):
        send(
            code, ["excellent", "excellent" if number < 7 else "qualified", "qualified" if number < 6 else "basically"]
        )
    return surveys_closing.close_survey(survey, by=branch.organiser, at=AT)


def test_making_commitments_known_meets_the_duty_of_branch_and_member(branch, promised):
    recompute(on=TODAY)
    assert figures(owed("19.1", branch.unit)) == (2, 2, True)
    assert figures(owed("19.2", branch.members[0].cadre)) == (1, 1, True)
    assert figures(owed("19.2", branch.members[1].cadre)) == (1, 0, False)


def test_what_is_overdue(promised):
    kept, overdue, own = promised
    assert [row.is_overdue(TODAY) for row in (kept, overdue, own)] == [False, True, False]


def test_ratings_are_counted_from_five_on(branch, promised):
    kept, overdue, _own = promised
    rate(kept, *["satisfied"] * 8, "basically", "not")
    rate(overdue, *["not"] * 4)
    found = rating_counts([kept, overdue])
    assert [count.count for count in found[kept.pk]] == [8, 1, 1]
    assert not any(count.count for count in found.get(overdue.pk, []))


def test_the_appraisal_counts_every_vote_and_settles_what_is_owed(branch):
    survey = appraise(branch)
    table = report_of(survey, SurveyResult.objects.all()).appraisal
    votes = {line.name: [share.votes for share in line.shares] for line in table.lines if line.subject}
    assert votes == {"第一党支部": [10, 0, 0, 0], "吴": [7, 3, 0, 0], "郑": [0, 6, 4, 0]}
    recompute(on=TODAY)
    assert figures(owed("20.1", branch.unit, "2026-07-01")) == (1, 1, True)


def test_the_verdict_follows_the_votes_or_says_why_not(branch):
    survey = appraise(branch)
    member = survey.subjects.get(cadre=branch.members[1].cadre)
    decided = verdicts.Decided(subject=member, grade="excellent", reason="")
    with pytest.raises(Exception, match="请填写理由"):
        verdicts.give_verdicts(survey, [decided], by=branch.organiser, at=AT)
    decided = verdicts.Decided(subject=member, grade="qualified", reason="")
    verdicts.give_verdicts(survey, [decided], by=branch.organiser, at=AT)
    assert member.verdict.grade == "qualified"


def test_each_member_appraised_is_reviewed(branch):
    appraise(branch)
    recompute(on=TODAY)
    for member in branch.members:
        assert figures(owed("11.7", branch.unit, target_cadre=member.cadre)) == (1, 1, True)


def test_the_statement_of_the_year_says_so(branch, promised):
    appraise(branch)
    recompute(on=TODAY)
    statement = draft_statement(branch.unit, year=2026, by=branch.secretary, at=AT)
    text = dict(plain_sections(statement, figures_of(statement)))
    assert text["承诺兑现情况"] == ["公开承诺3件，已兑现1件。"]
