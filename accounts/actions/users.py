"""Log-ins: made, opened, closed, given a new password; roles granted and revoked; what happened at the door."""

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import ADMINS, require
from accounts.models import Cadre, Role, RoleGrant, Unit, User
from accounts.querysets import in_force
from accounts.selectors import home_path, home_unit_path, manages_user
from core import audit
from core.errors import DomainError
from core.guards import check_order
from core.locking import bump, lock

# Without the characters that are taken for one another when a password is read out.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
ONE_DAY = datetime.timedelta(days=1)


def one_time_password() -> str:
    """Three groups of four characters, to be read out or written down and changed at the first log-in."""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(4)) for _group in range(3))


@transaction.atomic
def create_user(
    username: str,
    *,
    by: Any,
    at: datetime.datetime,
    cadre: Cadre | None = None,
    name: str = "",
    email: str = "",
    role: str = "",
    unit: Unit | None = None,
) -> tuple[User, str]:
    """Make a log-in and return it with its one-time password, which is kept nowhere.

    It belongs to a cadre, or to somebody who is none (an auditor): then name, role and unit are needed, so that an
    administrator finds it again. Raises DomainError: name taken, cadre has a log-in or has left.
    """
    on = timezone.localdate(at)
    _check_new_user(username, cadre, name, role, unit)
    path = home_unit_path(cadre, on) if cadre else unit.path if unit else ""
    require(by, path, *ADMINS)
    password = one_time_password()
    user = User.objects.create_user(
        username,
        password,
        cadre=cadre,
        name=cadre.name if cadre else name,
        email=email or (cadre.email if cadre else ""),
        created_at=at,
        must_change_password=True,
    )
    audit.record("accounts.create_user", user, by=by, at=at, unit_path=path)
    if role and unit:
        grant_role(user, role=role, unit=unit, start=on, by=by, at=at)
    return user, password


@transaction.atomic
def create_first_admin(username: str, *, at: datetime.datetime) -> tuple[User, str]:
    """The log-in of an empty installation. Raises DomainError once there is a log-in with all rights."""
    if User.objects.filter(is_superuser=True).exists():
        raise DomainError(_("系统管理员已经存在，不能再次建立。忘记密码的，请另一位管理员重置。"))
    if User.objects.filter(username=username).exists():
        raise DomainError(_("该用户名已被使用。"))
    password = one_time_password()
    user = User.objects.create_superuser(
        username, password, name=_("系统管理员"), created_at=at, must_change_password=True
    )
    audit.record("accounts.create_first_admin", user, by=None, at=at)
    return user, password


def _check_new_user(username: str, cadre: Cadre | None, name: str, role: str, unit: Unit | None) -> None:
    if User.objects.filter(username=username).exists():
        raise DomainError(_("该用户名已被使用。"), field="username")
    if cadre is None:
        if not name:
            raise DomainError(_("请选择干部，或填写姓名。"), field="name")
        if not role or not unit:
            raise DomainError(_("不对应干部的账号，请同时填写角色和范围。"), field="role")
    elif User.objects.filter(cadre=cadre).exists():
        raise DomainError(_("该干部已有账号。"), field="cadre")
    elif cadre.left_on is not None:
        raise DomainError(_("该干部已于%(day)s离任。") % {"day": cadre.left_on}, field="cadre")
    if bool(role) != bool(unit):
        raise DomainError(_("角色和范围须同时填写。"), field="unit" if role else "role")


@transaction.atomic
def reset_password(user: User, *, by: Any, at: datetime.datetime) -> str:
    """Set a new one-time password, return it, and forget failed log-ins. It must be changed at the next log-in."""
    user = _managed(user, by, at)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password, user.failed_log_ins, user.locked_until = True, 0, None
    user.save()
    _record("accounts.reset_password", user, by, at)
    return password


@transaction.atomic
def change_password(user: User, password: str, *, by: User, at: datetime.datetime) -> User:
    """Set one's own new password; whoever had to change it is free to go on. Validated by the form."""
    user = lock(user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _record("accounts.change_password", user, by, at)
    return user


@transaction.atomic
def set_active(user: User, *, is_active: bool, by: Any, at: datetime.datetime) -> User:
    """Open or close a log-in. Nobody closes their own."""
    user = _managed(user, by, at)
    if not is_active and by is not None and user.pk == by.pk:
        raise DomainError(_("不能停用自己的账号。"))
    user.is_active = is_active
    bump(user)
    user.save()
    _record("accounts.activate_user" if is_active else "accounts.deactivate_user", user, by, at)
    return user


@transaction.atomic
def unlock_user(user: User, *, by: Any, at: datetime.datetime) -> User:
    """End a lock-out before its time."""
    user = _managed(user, by, at)
    user.failed_log_ins, user.locked_until = 0, None
    user.save(update_fields=["failed_log_ins", "locked_until"])
    _record("accounts.unlock_user", user, by, at)
    return user


@transaction.atomic
def update_me(
    *, email: str, language: str, mail_preference: str, by: User, at: datetime.datetime, version: Any = None
) -> User:
    """What everybody sets for themselves."""
    user = lock(by, version=version)
    new = {"language": language, "mail_preference": str(mail_preference)}
    changed: dict[str, Any] = audit.changes({key: getattr(user, key) for key in new}, new)
    if email != user.email:
        changed["email"] = True
    user.email, user.language, user.mail_preference = email, language, mail_preference
    bump(user)
    user.save()
    audit.record("accounts.update_me", user, by=by, at=at, data=changed)
    return user


@transaction.atomic
def grant_role(
    user: User,
    *,
    role: str,
    unit: Unit,
    start: datetime.date,
    by: Any,
    at: datetime.datetime,
    end: datetime.date | None = None,
) -> RoleGrant:
    """Give a role on a unit and all below it, inside the administrator's own part of the tree.

    Only a system administrator makes another one. Raises DomainError: to oneself, dates reversed, held already.
    """
    require(by, unit.path, *([Role.SYSTEM_ADMIN] if role == Role.SYSTEM_ADMIN else ADMINS))
    check_in_person(by)
    if by is not None and by.pk == user.pk and not by.is_superuser:
        raise DomainError(_("不能给自己授权，请由其他管理员办理。"))
    check_order(start, end)
    if unit.closed_on is not None:
        raise DomainError(_("“%(unit)s”已经撤销，不能再作变更。") % {"unit": unit}, field="unit")
    lock(user)
    if RoleGrant.objects.filter(in_force(start), user=user, role=role, unit=unit).exists():
        raise DomainError(_("该用户在这个范围内已有此角色。"), field="role")
    grant = RoleGrant.objects.create(user=user, role=role, unit=unit, start=start, end=end)
    data = {"role": str(role), "unit": str(unit), "start": str(start), "end": str(end or "")}
    audit.record("accounts.grant_role", user, by=by, at=at, unit_path=unit.path, data=data)
    return grant


@transaction.atomic
def revoke_role(grant: RoleGrant, *, by: Any, at: datetime.datetime) -> None:
    """Take a role away from now on: its last day is yesterday; one that began today or later never was."""
    require(by, grant.unit.path, *([Role.SYSTEM_ADMIN] if grant.role == Role.SYSTEM_ADMIN else ADMINS))
    check_in_person(by)
    on = timezone.localdate(at)
    data = {"role": grant.role, "unit": str(grant.unit)}
    audit.record("accounts.revoke_role", grant.user, by=by, at=at, unit_path=grant.unit.path, data=data)
    finish_grant(grant, last_day=on - ONE_DAY)


def finish_grant(grant: RoleGrant, *, last_day: datetime.date) -> None:
    """Part of an action."""
    if grant.start > last_day:
        grant.delete()
    else:
        grant.end = last_day
        grant.save(update_fields=["end"])


@transaction.atomic
def record_log_in(user: User, *, at: datetime.datetime) -> None:
    _record("accounts.log_in", user, user, at)


@transaction.atomic
def record_log_out(user: User, *, at: datetime.datetime) -> None:
    _record("accounts.log_out", user, user, at)


@transaction.atomic
def count_failed_log_in(user: User, *, at: datetime.datetime) -> None:
    """Count a wrong password; the fifth in a row locks the name for a while, which the audit trail notes."""
    user = lock(user)
    user.failed_log_ins += 1
    locks = user.failed_log_ins >= settings.LOCK_OUT_AFTER_FAILURES
    if locks:
        user.failed_log_ins = 0
        user.locked_until = at + datetime.timedelta(minutes=settings.LOCK_OUT_MINUTES)
    user.save(update_fields=["failed_log_ins", "locked_until"])
    _record("accounts.fail_log_in", user, None, at)
    if locks:
        _record("accounts.lock_user", user, None, at)


@transaction.atomic
def record_unknown_log_in(*, at: datetime.datetime) -> None:
    """Somebody tried a name that is not there. The name is not kept: people type passwords into the wrong box."""
    audit.record("accounts.fail_log_in", by=None, at=at)


@transaction.atomic
def forget_failed_log_ins(user: User) -> None:
    """The right password was given: start counting from nothing."""
    User.objects.filter(pk=user.pk).update(failed_log_ins=0, locked_until=None)


def _managed(user: User, by: Any, at: datetime.datetime) -> User:
    check_in_person(by)
    if by is not None and not manages_user(by, user, timezone.localdate(at)):
        raise PermissionDenied
    return lock(user)


def check_in_person(by: Any) -> None:
    """Log-ins and roles are never managed on somebody's behalf: a deputy could keep what was lent."""
    if by is not None and by.acting_for is not None:
        raise DomainError(_("代他人办理期间不能管理账号和授权，请先结束代办。"))


def _record(action: str, user: User, by: Any, at: datetime.datetime) -> None:
    audit.record(action, user, by=by, at=at, unit_path=home_path(user, timezone.localdate(at)))
