"""Posts that a village or community offers, and members who claim one where they live (设岗定责, R5.5)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import KEEPERS
from accounts.models import Cadre, Unit, UnitKind
from accounts.selectors import main_post
from contacts.actions import Terms, create_point, end_pairing, pair, withdraw_point
from contacts.models import ContactCategory, Pairing
from core import audit
from core.errors import DomainError
from core.guards import require_text
from core.locking import lock, save_fields
from visits.models import CommunityPost

if TYPE_CHECKING:
    from accounts.models import User

CATEGORY = "community_post"
PLACES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)


@transaction.atomic
def offer_post(
    *, unit: Unit, name: str, duties: str, number: int, on: datetime.date, by: "User", at: datetime.datetime
) -> CommunityPost:
    """Offer a post in a village or community. Side effect: the contact point that members are paired with.

    Raises PermissionDenied for who does not keep the unit, DomainError for another sort of unit or a name twice.
    """
    if unit.kind not in PLACES:
        raise DomainError(_("只有村和社区可以设岗。"), field="unit")
    category = ContactCategory.objects.get(code=CATEGORY)
    data = {"unit": unit, "name": name.strip(), "category": category, "opened_on": on}
    point = create_point(data=data, by=by, at=at)
    post = CommunityPost.objects.create(point=point, duties=duties.strip(), number=number)
    _record("visits.offer_post", post, by=by, at=at, data={"number": number})
    return post


@transaction.atomic
def edit_post(
    post: CommunityPost, *, duties: str, number: int, by: "User", at: datetime.datetime, version: Any = None
) -> CommunityPost:
    """Change what is to be done, and for how many. Raises DomainError for fewer than hold it."""
    post = lock(post, version=version)
    _require_keeper(post, by)
    taken = claims(post, on=timezone.localdate(at)).count()
    if number < taken:
        raise DomainError(_("已有%(taken)d人认领，人数不能再少。") % {"taken": taken}, field="number")
    changed = audit.changes({"duties": post.duties, "number": post.number}, {"duties": duties, "number": number})
    post.duties, post.number = duties.strip(), number
    save_fields(post, "duties", "number")
    _record("visits.edit_post", post, by=by, at=at, data=changed)
    return post


@transaction.atomic
def close_post(
    post: CommunityPost, *, on: datetime.date, reason: str, by: "User", at: datetime.datetime, version: Any = None
) -> CommunityPost:
    """From `on` it is no longer there; whoever holds it holds it until the day before."""
    post = lock(post, version=version)
    _require_keeper(post, by)
    require_text(reason, "reason", _("请填写原因。"))
    withdraw_point(post.point, on=on, reason=reason.strip(), end_pairings=True, by=by, at=at)
    save_fields(post)
    _record("visits.close_post", post, by=by, at=at, data={"on": str(on)})
    return post


def claims(post: CommunityPost, *, on: datetime.date) -> Any:
    """Who holds the post on that day or will: pairings with its point."""
    rows = Pairing.objects.filter(Pairing.objects.effective(), contact_point=post.point_id)
    return rows.open_from(on)


def held_by(cadre: Cadre, *, on: datetime.date) -> Any:
    """What posts a member holds on that day or will."""
    rows = Pairing.objects.filter(Pairing.objects.effective(), cadre=cadre, category__code=CATEGORY)
    return rows.open_from(on).select_related("contact_point__unit")


@transaction.atomic
def claim_post(
    post: CommunityPost, *, cadre: Cadre, start: datetime.date, by: "User", at: datetime.datetime
) -> Pairing:
    """A member registers with the community where they live, and holds a post there from `start`.

    By the member, or who keeps the community or the member's unit. Side effect: the pairing that the duty counts, and
    what is owed follows. Raises DomainError where the post is full or closed, for who is no Party member or serves
    nowhere, and for posts in two communities. Two who want the last place wait for each other.
    """
    post = lock(post)
    unit = _unit_of(cadre, start)
    if not may_claim_for(by, cadre, post, unit):
        raise PermissionDenied
    if not cadre.is_party_member:
        raise DomainError(_("%(name)s不是中共党员，不需要认领岗位。") % {"name": cadre}, field="cadre")
    _check_one_community(post, cadre, start)
    if claims(post, on=start).count() >= post.number:
        raise DomainError(_("“%(post)s”已经满员，请选择其他岗位。") % {"post": post})
    category = ContactCategory.objects.get(code=CATEGORY)
    terms = Terms(unit, post.point, category, start, cadre=cadre)
    pairing = pair(terms, by=by, at=at, is_vouched_for=True)
    _record("visits.claim_post", post, by=by, at=at, data={"cadre": cadre.pk, "start": str(start)})
    return pairing


def _unit_of(cadre: Cadre, on: datetime.date) -> Unit:
    """The unit on whose behalf the member holds the post."""
    post = main_post(cadre, on)
    if post is None:
        raise DomainError(_("%(name)s在该日没有任职，请核对日期。") % {"name": cadre}, field="start")
    return post.unit


def may_claim_for(user: "User", cadre: Cadre, post: CommunityPost, unit: Unit) -> bool:
    kept = any(user.access.covers(place.path, *KEEPERS) for place in (post.point.unit, unit))
    return kept or cadre.pk in user.access.cadre_ids


def _check_one_community(post: CommunityPost, cadre: Cadre, start: datetime.date) -> None:
    """One lives in one place."""
    for pairing in held_by(cadre, on=start):
        if pairing.contact_point.unit_id != post.point.unit_id:
            text = _("%(name)s已在“%(unit)s”报到；迁居的，请先结束那里的岗位。")
            raise DomainError(text % {"name": cadre, "unit": pairing.contact_point.unit})


@transaction.atomic
def end_claim(
    pairing: Pairing, *, on: datetime.date, by: "User", at: datetime.datetime, version: Any = None
) -> Pairing:
    """Give a post up; `on` is the last day. By the same people who may claim."""
    post = CommunityPost.objects.get(point=pairing.contact_point_id)
    assert pairing.cadre is not None, "a unit claims no post"
    if not may_claim_for(by, pairing.cadre, post, pairing.unit):
        raise PermissionDenied
    pairing = end_pairing(pairing, on=on, by=by, at=at, version=version, is_vouched_for=True)
    _record("visits.end_claim", post, by=by, at=at, data={"cadre": pairing.cadre_id, "on": str(on)})
    return pairing


def _require_keeper(post: CommunityPost, by: "User") -> None:
    if not by.access.covers(post.point.unit.path, *KEEPERS):
        raise PermissionDenied


def _record(
    action: str, post: CommunityPost, *, by: "User", at: datetime.datetime, data: dict[str, Any] | None = None
) -> None:
    audit.record(action, post, by=by, at=at, unit_path=post.point.unit.path, data=data)
