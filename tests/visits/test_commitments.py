"""Commitments (R19): what is written, what is refused, what counts."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.models import AuditEntry
from tests.factories import make_household, make_log, make_unit
from tests.factories_commitments import AT, TODAY, make_branch, make_commitment
from visits.actions import commitments as actions
from visits.models import Commitment, CommitmentRating, VisitKind, VisitLog
from visits.selectors.commitments import names_in, rating_counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


def by(user):
    return {"by": user, "at": AT}


def draft(branch, user, *, cadre=None, **changes):
    fields = {"year": 2026, "content": "修好路灯", "due": datetime.date(2026, 12, 1), "answers": branch.head.cadre}
    return actions.write_commitment(unit=branch.unit, cadre=cadre, **fields | changes, **by(user))


# --- drafting


def test_a_member_drafts_their_own_and_the_branch_publishes_it(branch):
    commitment = draft(branch, branch.member, cadre=branch.member.cadre)
    assert commitment.answers == branch.member.cadre
    with pytest.raises(PermissionDenied):
        actions.publish_commitment(commitment, on=TODAY, **by(branch.member))
    assert actions.publish_commitment(commitment, on=TODAY, **by(branch.head)).state == "published"


@pytest.mark.parametrize("who", ["stranger", "auditor", "member"])
def test_nobody_drafts_for_a_branch_that_they_do_not_keep(branch, who):
    with pytest.raises(PermissionDenied):
        draft(branch, getattr(branch, who))


@pytest.mark.parametrize(
    ("changes", "field"), [({"due": datetime.date(2027, 1, 1)}, "due"), ({"answers": None}, "answers")]
)
def test_a_draft_says_when_and_who(branch, changes, field):
    with pytest.raises(DomainError) as refused:
        draft(branch, branch.secretary, **changes)
    assert refused.value.field == field
    assert not Commitment.objects.exists()


def test_whose_it_is_belongs_to_the_branch(branch):
    with pytest.raises(DomainError) as refused:
        draft(branch, branch.secretary, cadre=branch.stranger.cadre)
    assert refused.value.field == "cadre"


def test_what_the_people_were_told_is_not_rewritten(branch):
    commitment = make_commitment(branch)
    with pytest.raises(DomainError):
        actions.edit_commitment(commitment, content="别的", due=commitment.due, **by(branch.secretary))


# --- what counts


@pytest.mark.parametrize(("own", "kind"), [(False, "commitment"), (True, "member_commitment")])
def test_publishing_writes_one_log_that_is_not_counted_as_the_others(branch, own, kind):
    cadre = branch.member.cadre if own else None
    commitment = draft(branch, branch.secretary, cadre=cadre)
    commitment = actions.publish_commitment(commitment, on=TODAY, **by(branch.secretary))
    log = VisitLog.objects.get()
    assert (commitment.log, log.kind.code, log.unit, log.first_day) == (log, kind, branch.unit, TODAY)
    assert [row.cadre for row in log.participants.all()] == [cadre or branch.head.cadre]
    assert log.content == "修好路灯"


def test_published_twice_it_writes_one_log(branch):
    commitment = draft(branch, branch.secretary)
    actions.publish_commitment(commitment, on=TODAY, **by(branch.secretary))
    with pytest.raises(DomainError):
        actions.publish_commitment(commitment, on=TODAY, **by(branch.head))
    assert VisitLog.objects.count() == 1


def test_it_is_made_known_in_its_year(branch):
    commitment = draft(branch, branch.secretary, year=2027, due=datetime.date(2027, 6, 1))
    with pytest.raises(DomainError) as refused:
        actions.publish_commitment(commitment, on=TODAY, **by(branch.secretary))
    assert refused.value.field == "on"
    assert not VisitLog.objects.exists()


def test_the_kinds_are_not_offered_in_the_form_of_a_visit():
    assert not VisitKind.objects.offered().filter(code__in=["commitment", "member_commitment"]).exists()


def test_taking_it_back_takes_back_its_log(branch):
    commitment = make_commitment(branch)
    actions.withdraw_commitment(commitment, reason="资金未落实", **by(branch.secretary))
    commitment.refresh_from_db()
    assert (commitment.state, commitment.log.state) == ("withdrawn", "withdrawn")
    assert not Commitment.objects.published().exists()


def test_a_member_takes_back_a_draft_only(branch):
    own = make_commitment(branch, cadre=branch.member.cadre, state="draft")
    known = make_commitment(branch, cadre=branch.member.cadre)
    assert actions.withdraw_commitment(own, reason="重复", **by(branch.member)).state == "withdrawn"
    with pytest.raises(PermissionDenied):
        actions.withdraw_commitment(known, reason="重复", **by(branch.member))


# --- progress and completion


def test_who_answers_for_it_tells_how_it_goes_and_that_it_is_done(branch):
    commitment = make_commitment(branch, cadre=branch.member.cadre)
    actions.add_progress(commitment, text="灯已买好", on=TODAY, **by(branch.member))
    seen = make_log(branch.member.cadre, unit=branch.unit, by=branch.member, day=TODAY)
    actions.fulfil_commitment(commitment, on=TODAY, result="亮了", evidence=seen, **by(branch.member))
    commitment.refresh_from_db()
    assert (commitment.state, commitment.done_on, commitment.evidence) == ("done", TODAY, seen)
    assert commitment.entries.get().text == "灯已买好"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": " "}, "result"),
        ({"on": datetime.date(2026, 2, 4)}, "on"),
        ({"on": datetime.date(2026, 11, 21)}, "on"),
    ],
)
def test_done_means_something_was_done_meanwhile(branch, changes, field):
    commitment = make_commitment(branch)
    with pytest.raises(DomainError) as refused:
        actions.fulfil_commitment(commitment, **{"on": TODAY, "result": "亮了"} | changes, **by(branch.head))
    assert refused.value.field == field


def test_a_visit_from_before_shows_nothing(branch):
    commitment = make_commitment(branch)
    before = make_log(branch.head.cadre, unit=branch.unit, by=branch.head, day=datetime.date(2026, 1, 5))
    with pytest.raises(DomainError) as refused:
        actions.fulfil_commitment(commitment, on=TODAY, result="亮了", evidence=before, **by(branch.head))
    assert refused.value.field == "evidence"


def test_no_stranger_tells_how_it_goes(branch):
    with pytest.raises(PermissionDenied):
        actions.add_progress(make_commitment(branch), text="好", on=TODAY, **by(branch.stranger))


def test_late_is_what_is_known_and_past_its_term(branch):
    past = {"due": datetime.date(2026, 11, 19)}
    late = make_commitment(branch, **past)
    make_commitment(branch, state="done", done_on=TODAY, **past)
    make_commitment(branch, state="draft", **past)
    make_commitment(branch, due=TODAY)
    assert list(Commitment.objects.overdue(on=TODAY)) == [late]


# --- the people


def test_a_rating_tells_nobody_whose_it_is(branch):
    commitment = make_commitment(branch)
    actions.rate_commitment(commitment, value="not", remark="灯还不亮", on=TODAY, at=AT)
    columns = {field.name for field in CommitmentRating._meta.get_fields()}
    assert columns == {"id", "commitment", "value", "remark", "on"}
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.data) == (None, {})


def test_results_are_shown_from_five_on(branch):
    commitment = make_commitment(branch)
    for _number in range(4):
        actions.rate_commitment(commitment, value="satisfied", on=TODAY, at=AT)
    assert rating_counts([commitment]) == {}
    actions.rate_commitment(commitment, value="not", on=TODAY, at=AT)
    assert [line.count for line in rating_counts([commitment])[commitment.pk]] == [4, 0, 1]


def test_ratings_are_shown_by_fives_so_that_no_difference_is_one_persons(branch):
    commitment, seen = make_commitment(branch), []
    for number in range(11):
        actions.rate_commitment(commitment, value="satisfied" if number < 5 else "not", on=TODAY, at=AT)
        seen.append([line.count for line in rating_counts([commitment]).get(commitment.pk, [])])
    assert seen == [*[[]] * 4, *[[5, 0, 0]] * 5, *[[5, 0, 5]] * 2]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_known_is_rated(branch, state):
    commitment = make_commitment(branch, state=state, withdrawn_reason="无")
    with pytest.raises(DomainError):
        actions.rate_commitment(commitment, value="satisfied", on=TODAY, at=AT)


def test_names_of_contacts_nearby_are_found_in_a_text(branch):
    village = make_unit("柳树村", parent=branch.unit, kind="village")
    make_household("张大山", unit=village)
    make_household("李四", unit=make_unit("白沙村", kind="village"))
    assert names_in("帮张大山和李四修房", branch.unit) == ["张大山"]
    assert names_in("修房", branch.unit) == []
