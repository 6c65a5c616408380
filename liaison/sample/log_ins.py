"""Users of the sample, and those of them that get a password, made up when the sample is loaded."""

import datetime
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_noop

from accounts.models import Delegation, Role, RoleGrant, Unit, User
from liaison.sample import people
from liaison.sample.dice import Dice
from liaison.sample.people import DAY, Worker
from liaison.sample.tree import County

if TYPE_CHECKING:
    from liaison.sample.mine import Mine

# Letters and digits that nobody takes for others when reading a print-out.
CONSONANTS, VOWELS, DIGITS = "bdfghkmnprstwz", "aeu", "2345679"


@dataclass(frozen=True)
class LogIn:
    """Printed once and stored nowhere."""

    role: str
    username: str
    password: str
    name: str
    unit: str


def password() -> str:
    """Readable aloud: three words and two digits, about 45 bits."""
    words = ["".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _n in range(3)) for _w in range(3)]
    digits = "".join(secrets.choice(DIGITS) for _n in range(2))
    return f"{words[0].capitalize()}-{words[1]}-{words[2]}-{digits}"


class Users:
    """The users of one county: one for each cadre who has an e-mail address."""

    def __init__(self, county: County, dice: Dice, today: datetime.date):
        self.county, self.dice, self.today = county, dice, today
        # Nobody can know this one: a hash of nothing.
        self.unusable = make_password(None)
        self.by_cadre: dict[int, User] = {}
        self.since = today - DAY * 800

    def make(self, workers: list[Worker], taken: Counter[str]) -> None:
        spelled = people.spellings(workers, taken)
        users = [self._user(w, spelled[w.cadre.pk]) for w in workers if w.role != "village" or self.dice.chance(0.6)]
        User.objects.bulk_create(users, batch_size=people.CHUNK)
        self.by_cadre = {user.cadre_id: user for user in users if user.cadre_id}
        changed = [w.cadre for w in workers if w.cadre.pk in self.by_cadre]
        for cadre in changed:
            cadre.email = self.by_cadre[cadre.pk].email
        type(changed[0]).objects.bulk_update(changed, ["email"], batch_size=500)
        RoleGrant.objects.bulk_create([g for w in workers for g in self._grants(w)], batch_size=people.CHUNK)

    def _user(self, worker: Worker, username: str) -> User:
        return User(
            username=username,
            name=worker.cadre.name,
            cadre=worker.cadre,
            email=f"{username}@example.com",
            password=self.unusable,
            is_active=worker.cadre.left_on is None,
            created_at=datetime.datetime.combine(self.since, datetime.time(1), datetime.UTC),
        )

    def _grants(self, worker: Worker) -> list[RoleGrant]:
        """Heads keep their own unit's contacts and logs; leaders of the county read all of it."""
        user = self.by_cadre.get(worker.cadre.pk)
        if user is None:
            return []
        if worker.role == "county":
            return [self.grant(user, Role.LEADER, self.county.unit)]
        if worker.post.position == people.HEAD:
            return [self.grant(user, Role.SECRETARY, worker.unit)]
        return []

    def grant(self, user: User, role: str, unit: Unit) -> RoleGrant:
        return RoleGrant(user=user, role=role, unit=unit, start=self.since)


def delegate(users: Users, workers: list[Worker], today: datetime.date) -> None:
    """The secretary of the second street is away at a course; the deputy acts for them."""
    leaders = [w for w in workers if w.role == "town" and w.is_leader]
    principal, deputy = (users.by_cadre[w.cadre.pk] for w in (leaders[7], leaders[10]))
    Delegation.objects.create(
        principal=principal, deputy=deputy, start=today - DAY * 3, end=today + DAY * 4, reason="外出学习"
    )


def hand_out(users: Users, workers: list[Worker], taken: Counter[str]) -> list[LogIn]:
    """Give nine users a password: one for each role. Returns them for printing."""
    county = users.county
    by_unit: dict[int, list[Worker]] = {}
    for worker in workers:
        by_unit.setdefault(worker.unit.pk, []).append(worker)
    organisation, petition, health, personnel = (by_unit[d.unit.pk] for d in county.departments[:4])
    town = next(t for t in county.towns if not t.is_street)
    behind = next(w for w in by_unit[town.unit.pk] if w.habit == "behind" and w.is_leader)
    leader = next(w for w in workers if w.role == "county" and w.post.title == "常务副县长")
    chosen = [
        (gettext_noop("组织管理员（县委组织部）"), organisation[3], Role.ORGANISATION_ADMIN),
        (gettext_noop("乡镇党委书记"), by_unit[town.unit.pk][0], ""),
        (gettext_noop("县级领导"), leader, ""),
        (gettext_noop("乡镇干部（有未完成任务）"), behind, ""),
        (gettext_noop("县直部门干部"), health[1], ""),
        (gettext_noop("信访工作人员"), petition[4], Role.PETITION_CLERK),
        (gettext_noop("人事考核人员"), personnel[3], Role.PERSONNEL),
    ]
    found = [_give(users, role, worker, grant) for role, worker, grant in chosen]
    found += [_officer(users, *line, taken=taken) for line in _OFFICERS]
    return found


def _give(users: Users, role: str, worker: Worker, grant: str) -> LogIn:
    user = users.by_cadre[worker.cadre.pk]
    if grant:
        users.grant(user, grant, users.county.unit).save()
    return _with_password(user, role, worker.unit)


def hand_out_in_mine(users: Users, mine: "Mine") -> list[LogIn]:
    """Three more at the mine: who leads, who scores, and an officer."""
    chosen = [
        (gettext_noop("煤矿党委书记"), mine.secretary),
        (gettext_noop("煤矿政工科（考核评分）"), mine.scorer),
        (gettext_noop("班组政工联络员"), mine.officers[0]),
    ]
    return [_give(users, role, worker, "") for role, worker in chosen]


_OFFICERS = [
    (gettext_noop("监督检查人员（只读）"), "ducha", "督查专员", Role.AUDITOR),
    (gettext_noop("系统管理员"), "xitong", "系统管理员", Role.SYSTEM_ADMIN),
]


def _officer(users: Users, role: str, username: str, name: str, grant: str, *, taken: Counter[str]) -> LogIn:
    """A user without a cadre: one who does no contact work."""
    taken[username] += 1
    user = User.objects.create(username=username, name=name, email=f"{username}@example.com", password=users.unusable)
    users.grant(user, grant, users.county.unit).save()
    return _with_password(user, role, users.county.unit)


def _with_password(user: User, role: str, unit: Unit) -> LogIn:
    secret = password()
    user.set_password(secret)
    user.save(update_fields=["password"])
    return LogIn(role, user.username, secret, user.name, unit.label)
