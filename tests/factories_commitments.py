"""A branch with members, and commitments in any state (R19)."""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.models import Cadre, Unit, User
from tests.factories import make_cadre, make_log, make_unit, make_user
from visits.models import Commitment

TODAY = datetime.date(2026, 11, 20)
AT = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@dataclass(frozen=True)
class Branch:
    """`secretary` keeps the branch, `head` heads it without a role, `member` belongs to it; `stranger` is elsewhere."""

    county: Unit
    unit: Unit
    secretary: User
    head: User
    member: User
    stranger: User
    auditor: User


def make_branch() -> Branch:
    county = make_unit("清河县", kind="county")
    unit = make_unit("柳树村党支部", parent=county, kind="party_branch")
    other = make_unit("白沙镇", parent=county, kind="township")
    return Branch(
        county,
        unit,
        secretary=_user("secretary", unit, role="secretary"),
        head=_user("head", unit, position="head"),
        member=_user("member", unit, position="party_member"),
        stranger=_user("stranger", other),
        auditor=make_user("auditor", role="auditor", unit=county),
    )


def _user(name: str, unit: Unit, *, role: str = "", position: str = "cadre") -> User:
    cadre = make_cadre(f"党员{name}", unit=unit, position=position, is_party_member=True)
    return make_user(name, cadre=cadre, role=role, unit=unit if role else None)


def make_commitment(
    branch: Branch,
    *,
    cadre: Cadre | None = None,
    state: str = "published",
    content: str = "修好村口的路灯",
    **fields: Any,
) -> Commitment:
    """With its log where it is published or done."""
    answers = cadre or branch.head.cadre
    assert answers is not None
    if state != "draft":
        day = fields.setdefault("published_on", datetime.date(2026, 2, 5))
        kind = "member_commitment" if cadre else "commitment"
        fields["log"] = make_log(answers, unit=branch.unit, by=branch.secretary, day=day, kind=kind)
    fields = {"year": 2026, "due": datetime.date(2026, 12, 31)} | fields
    return Commitment.objects.create(
        unit=branch.unit,
        unit_path=branch.unit.path,
        cadre=cadre,
        answers=answers,
        content=content,
        state=state,
        created_by=branch.secretary,
        **fields,
    )
