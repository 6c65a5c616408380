"""Saving a visit and opening the visit list in a county, and in one ten times as large."""

import datetime
import functools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import Cadre, Post, RoleGrant, Unit, User, path_under
from benchmarks import Ratio, benchmark, compare
from contacts.models import ContactCategory, Household, Pairing
from core import clock
from visits.models import Matter, VisitKind, VisitLog, VisitParticipant, VisitTarget

# In the smaller one: towns with twenty cadres each, each cadre with five households and thirty logs in the year.
TOWNS, CADRES, HOUSEHOLDS, LOGS = 20, 20, 5, 30
SCALES = (1, 10)


class Databases:
    """One SQLite file for each scale; `turn` goes from one to the other, outside what is measured."""

    def __init__(self) -> None:
        self.files = [Path(settings.DATA_DIR) / f"visits-{scale}.sqlite3" for scale in SCALES]
        self.next = 0
        for file, scale in zip(self.files, SCALES, strict=True):
            self.use(file)
            call_command("migrate", verbosity=0)
            fill(TOWNS * scale)

    def use(self, file: Path) -> None:
        connection.close()
        connection.settings_dict["NAME"] = str(file)
        connection.ensure_connection()

    def turn(self) -> None:
        self.use(self.files[self.next])
        self.next = 1 - self.next


@functools.cache
def databases() -> Databases:
    return Databases()


def fill(towns: int) -> None:
    """A county with this many towns and a year of logs up to today, written in bulk."""
    chance, today = random.Random(20), clock.today()
    county = make_unit("县", None)
    admin = User.objects.create(username="admin", name="管理员")
    RoleGrant.objects.create(user=admin, role="organisation_admin", unit=county, start=today)
    for number in range(towns):
        town = make_unit(f"镇{number}", county)
        cadres = make_cadres(town, today)
        if number == 0:
            User.objects.create(username="cadre", name="干部", cadre=cadres[0])
        make_logs(town, cadres, admin, chance, today)


def make_unit(name: str, parent: Unit | None) -> Unit:
    unit = Unit.objects.create(name=name, parent=parent, kind="township", depth=1 if parent else 0)
    unit.path = path_under(parent, unit.pk)
    unit.save()
    return unit


def make_cadres(town: Unit, today: datetime.date) -> list[Cadre]:
    """Twenty cadres of a town, each with a post since long ago."""
    cadres = Cadre.objects.bulk_create(Cadre(name=f"干部{number}") for number in range(CADRES))
    long_ago = today - datetime.timedelta(days=2000)
    Post.objects.bulk_create(Post(cadre=cadre, unit=town, title="干部", start=long_ago) for cadre in cadres)
    return cadres


def make_logs(town: Unit, cadres: list[Cadre], by: User, chance: random.Random, today: datetime.date) -> None:
    kinds = list(VisitKind.objects.offered()[:6])
    category = ContactCategory.objects.get(code="registered_poor_household")
    homes = Household.objects.bulk_create(
        Household(head_name=f"户{number}", unit=town, registered_on=today - datetime.timedelta(days=2000))
        for number in range(CADRES * HOUSEHOLDS)
    )
    pairs = [(cadres[number // HOUSEHOLDS], home) for number, home in enumerate(homes)]
    Pairing.objects.bulk_create(
        Pairing(unit=town, cadre=cadre, household=home, category=category, start=today - datetime.timedelta(days=400))
        for cadre, home in pairs
    )
    logs = VisitLog.objects.bulk_create(
        one_log(town, chance.choice(kinds), by, today - datetime.timedelta(days=chance.randrange(365)))
        for _number in range(CADRES * LOGS)
    )
    held = [(log, *chance.choice(pairs)) for log in logs]
    VisitParticipant.objects.bulk_create(VisitParticipant(log=log, cadre=c, is_lead=True) for log, c, _home in held)
    VisitTarget.objects.bulk_create(VisitTarget(log=log, household=home) for log, _cadre, home in held)
    Matter.objects.bulk_create(
        Matter(log=log, text="路灯不亮", unit=town, unit_path=town.path) for log, _cadre, _home in held[::10]
    )


def one_log(town: Unit, kind: VisitKind, by: User, day: datetime.date) -> VisitLog:
    return VisitLog(
        kind=kind,
        first_day=day,
        last_day=day,
        unit=town,
        unit_path=town.path,
        content="了解生产生活情况。",
        recorded_by=by,
        recorded_at=clock.now(),
    )


def logged_in(username: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=username))
    return client


def opening(address: str, username: str) -> Ratio:
    """The page in the small county and in the large one, by somebody who is there in both."""

    def prepare() -> None:
        databases().turn()
        state["client"] = logged_in(username)

    state: dict[str, Any] = {}
    work: Callable[[], object] = lambda: expect(state["client"].get(address), 200)  # noqa: E731
    return compare(work, work, before=prepare)


def expect(answer: Any, status: int) -> None:
    assert answer.status_code == status, answer.status_code


@benchmark("A cadre opens their visits, ten times the county", limit=2.0)
def own_list() -> Ratio:
    return opening("/visits/", "cadre")


@benchmark("The county opens all visits, ten times as many", limit=2.0)
def whole_list() -> Ratio:
    return opening("/visits/", "admin")


@benchmark("A cadre saves a visit in the browser, ten times the county", limit=1.5)
def save() -> Ratio:
    days = iter(range(10_000))
    state: dict[str, Any] = {}

    def prepare() -> None:
        databases().turn()
        state["client"] = logged_in("cadre")
        state["household"] = Pairing.objects.filter(cadre__user__username="cadre").first().household_id
        state["day"] = clock.today() - datetime.timedelta(days=400 + next(days) // 2)

    def post() -> None:
        kind = VisitKind.objects.get(code="home_visit").pk
        fields = {"first_day": str(state["day"]), "kind": kind, "targets": [f"household-{state['household']}"]}
        expect(state["client"].post("/visits/new/", fields), 302)

    return compare(post, post, before=prepare)
