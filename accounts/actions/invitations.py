"""Inviting people to log in for the first time: by mail, or by a printed slip; the log-ins are made on the way."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import ADMINS, require
from accounts.actions.users import check_in_person, one_time_password
from accounts.invitees import Invitee, held_roles, invitees
from accounts.models import Invitation, InvitationRound, InvitationWay, Role, RoleGrant, Unit, User
from accounts.selectors import manages_user
from core import audit, outbox
from core.errors import DomainError
from core.locking import lock
from core.models import AuditEntry, OutboxMessage

# So many at once: the codes of a round fit on thirty sheets.
MOST_INVITED = 300
# How long a code works.
TERM = datetime.timedelta(days=30)


@transaction.atomic
def invite(
    cadres: Sequence[int], *, unit: Unit, way: str, role: str = "", by: User, at: datetime.datetime
) -> InvitationRound:
    """Make log-ins for these cadres of the unit and what lies below it, where they have none, and invite them; `role`
    is granted to each on the unit of their main post. Who was invited before is invited anew; the former code is void.

    Side effects: letters (`way` mail), audit entries. Raises DomainError: nobody chosen, too many, nobody with an
    e-mail address; PermissionDenied outside the administrator's part of the tree.
    """
    require(by, unit.path, *([Role.SYSTEM_ADMIN] if role == Role.SYSTEM_ADMIN else ADMINS))
    check_in_person(by)
    on = timezone.localdate(at)
    people = invitees(by, unit, on=on, again=True, cadres=cadres) if cadres else []
    people = [one for one in people if one.has_mail] if way == InvitationWay.MAIL else people
    _check(cadres, people)
    round_ = InvitationRound.objects.create(unit=unit, way=way, made_by=by, made_at=at, expires_on=on + TERM)
    users = _log_ins(people, at)
    trail = [_entry("accounts.create_user", user, by, at, one) for one, user in users if one.user is None]
    trail += _grant(users, role, by, at, on) if role else []
    rows = [Invitation(round=round_, user=user, made_user=one.goes_with_invitation) for one, user in users]
    Invitation.objects.filter(user__in=[user for _one, user in users]).delete()
    Invitation.objects.bulk_create(rows, batch_size=MOST_INVITED)
    if way == InvitationWay.MAIL:
        _send(rows, _new_codes(rows), at=at)
    AuditEntry.objects.bulk_create(trail, batch_size=MOST_INVITED)
    data = {"way": str(way), "count": len(rows), "role": str(role)}
    audit.record("accounts.invite", round_, by=by, at=at, unit_path=unit.path, data=data)
    return round_


def _check(cadres: Sequence[int], people: Sequence[Invitee]) -> None:
    if not cadres:
        raise DomainError(_("请至少选择一人。"), field="people")
    if len(cadres) > MOST_INVITED:
        raise DomainError(_("一次最多邀请%(most)d人，请分批办理。") % {"most": MOST_INVITED}, field="people")
    if not people:
        raise DomainError(_("所选的人没有电子邮箱，或者已经登录过。没有邮箱的，请打印一次性密码条。"), field="people")


def _log_ins(people: Iterable[Invitee], at: datetime.datetime) -> list[tuple[Invitee, User]]:
    """The log-in of each; new ones have no password."""
    new = [
        User(
            username=one.username,
            name=one.cadre.name,
            cadre=one.cadre,
            email=one.cadre.email,
            created_at=at,
            password=make_password(None),
        )
        for one in people
        if one.user is None
    ]
    made = {user.cadre_id: user for user in User.objects.bulk_create(new, batch_size=MOST_INVITED)}
    return [(one, one.user or made[one.cadre.pk]) for one in people]


def _entry(action: str, user: User, by: User, at: datetime.datetime, one: Invitee, **data: str) -> AuditEntry:
    return audit.entry(action, user, by=by, at=at, unit_path=one.post.unit.path, data=data)


def _grant(
    users: list[tuple[Invitee, User]], role: str, by: User, at: datetime.datetime, on: datetime.date
) -> list[AuditEntry]:
    held = held_roles([user for _one, user in users], role, on)
    lacking = [(one, user) for one, user in users if (user.pk, one.post.unit_id) not in held]
    RoleGrant.objects.bulk_create(
        (RoleGrant(user=user, role=role, unit=one.post.unit, start=on) for one, user in lacking),
        batch_size=MOST_INVITED,
    )
    data = {"role": str(role), "start": str(on)}
    return [_entry("accounts.grant_role", user, by, at, one, unit=str(one.post.unit), **data) for one, user in lacking]


def _new_codes(rows: Iterable[Invitation]) -> dict[int, str]:
    """A new code for each, by the key of the user; the former ones are void."""
    rows, codes = list(rows), {}
    for row in rows:
        codes[row.user_id] = one_time_password()
        row.digest = digest_of(codes[row.user_id])
    Invitation.objects.bulk_update(rows, ["digest"], batch_size=MOST_INVITED)
    return codes


def _send(rows: Iterable[Invitation], codes: dict[int, str], *, at: datetime.datetime) -> None:
    letters = [_letter(row, codes[row.user_id], at) for row in rows]
    outbox.post_all(letters)


def _letter(row: Invitation, code: str, at: datetime.datetime) -> OutboxMessage:
    user = row.user
    with translation.override(user.language):
        lines = [
            _("%(name)s，您好。请用下面的链接设置自己的密码，开始使用干部直接联系服务群众工作平台：")
            % {"name": user.name},
            f"{settings.BASE_URL}{reverse('accounts:accept', args=[code])}",
            _("以后登录用的用户名：%(username)s") % {"username": user.username},
            _("链接只能使用一次，有效期至%(day)s。不是本人的，请忽略这封邮件。") % {"day": row.round.expires_on},
        ]
        return outbox.letter("accounts.invite", str(row.round_id), user, _("邀请您登录"), "\n\n".join(lines), at=at)


@transaction.atomic
def print_slips(round_: InvitationRound, *, by: User, at: datetime.datetime) -> list[tuple[Invitation, str]]:
    """Those who have not come yet, each with a new code; slips that were printed before are void."""
    require(by, round_.unit.path, *ADMINS)
    check_in_person(by)
    on = timezone.localdate(at)
    waiting = round_.invitations.waiting().select_related("user__cadre", "round")
    rows = _within_reach(waiting, by, round_.unit, on)
    if not rows or on > round_.expires_on:
        raise DomainError(_("没有待打印的密码条：都已登录，或者邀请已经过期。"))
    codes = _new_codes(rows)
    audit.record("accounts.print_slips", round_, by=by, at=at, unit_path=round_.unit.path, data={"count": len(rows)})
    return [(row, codes[row.user_id]) for row in rows]


def _within_reach(rows: Iterable[Invitation], by: User, unit: Unit, on: datetime.date) -> list[Invitation]:
    """Whoever was given a post or a role further up since they were invited gets their way in from there."""
    found = list(rows)
    cadres = [row.user.cadre_id for row in found if row.user.cadre_id]
    reached = {one.cadre.pk for one in invitees(by, unit, on=on, again=True, cadres=cadres)} if cadres else set()
    return [row for row in found if row.user.cadre_id in reached]


@transaction.atomic
def withdraw_round(round_: InvitationRound, *, by: User, at: datetime.datetime) -> int:
    """Take the invitations back that nobody has used, with the log-ins that were made for them; returns how many.

    Raises DomainError when all were used, or something else refers to one of the log-ins already.
    """
    require(by, round_.unit.path, *ADMINS)
    check_in_person(by)
    round_ = lock(round_)
    rows = list(round_.invitations.waiting().select_for_update(of=("self",)))
    if not rows:
        raise DomainError(_("被邀请的人都已登录，不能撤回。不再使用的账号，请在用户页面停用。"))
    made = [row.user_id for row in rows if row.made_user]
    audit.record(
        "accounts.withdraw_invitations", round_, by=by, at=at, unit_path=round_.unit.path, data={"count": len(rows)}
    )
    OutboxMessage.objects.waiting().filter(what="accounts.invite", step=str(round_.pk)).delete()
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    try:
        User.objects.filter(pk__in=made).delete()
    except ProtectedError as error:
        raise DomainError(_("已有其他记录与这些账号关联，不能撤回。不再使用的账号，请在用户页面停用。")) from error
    if not round_.invitations.exists():
        round_.delete()
    return len(rows)


def digest_of(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def find_invitation(code: str, *, on: datetime.date) -> Invitation | None:
    """The invitation that the code opens on that day. Whoever came in another way needs it no more.

    A slip passes through the hands of whoever printed it: it opens nothing that reaches further than its maker does.
    """
    rows = Invitation.objects.waiting().filter(digest=digest_of(code), user__is_active=True)
    row = rows.select_related("user", "round__made_by").first()
    if row is None or not row.is_open(on):
        return None
    is_slip = row.round.way == InvitationWay.SLIP
    return None if is_slip and not manages_user(row.round.made_by, row.user, on) else row


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str, at: datetime.datetime) -> User:
    """The person sets their own password; the code is used up. Raises DomainError where it was used meanwhile."""
    row = _held(invitation)
    if row is None or row.digest != invitation.digest:
        raise DomainError(_("邀请已经使用或者已经更换，请直接登录，或者请管理员重新邀请。"))
    return _come_in(row, password, must_change=False, at=at)


@transaction.atomic
def redeem_code(user: User, code: str, *, at: datetime.datetime) -> bool:
    """Whether the code that was typed as a password is that of the user's invitation; if so it becomes their password,
    to be changed at once."""
    row = find_invitation(code, on=timezone.localdate(at))
    if row is None or row.user_id != user.pk:
        return False
    row = _held(row)
    if row is None:
        return False
    _come_in(row, code, must_change=True, at=at)
    return True


def _held(invitation: Invitation) -> Invitation | None:
    """The row, held against others; None where it was used or taken back meanwhile."""
    rows = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk, used_at=None)
    return rows.select_related("user", "round__unit").first()


def _come_in(row: Invitation, password: str, *, must_change: bool, at: datetime.datetime) -> User:
    user = lock(row.user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    row.used_at, row.digest = at, ""
    row.save(update_fields=["used_at", "digest"])
    audit.record("accounts.accept_invitation", user, by=user, at=at, unit_path=row.round.unit.path)
    return user
