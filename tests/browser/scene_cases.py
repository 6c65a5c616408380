"""Petition cases for the pages that the browser looks at: one that waits, one on its way, one that is accused."""

import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Unit, User
from core import clock
from petitions.actions import files, handing, handling, identity, receiving, settings
from petitions.actions.receiving import Accused, Incoming, Person
from petitions.models import Case

if TYPE_CHECKING:
    from tests.browser.scene import Scene

SETTINGS = {
    "mark": "江信",
    "slug": "jiangping",
    "has_form": True,
    "welcome": "",
    "phone": "0575-82760000",
    "registers_matters": False,
    "pauses_in_mediation": True,
    "reopen_days": 30,
    "discipline_unit": None,
}


def build_cases(scene: "Scene") -> None:
    clerk, now = scene.users["petition_clerk"], clock.now()
    settings.save_settings(scene.county, by=clerk, at=now, version=0, **SETTINGS)
    limit = {"days": 45, "is_working": False, "most_extension": 15, "article": "《江平县信访工作规则》第八条"}
    settings.set_limit(scene.county, "finish", by=clerk, at=now, **limit)
    _receive(scene, "低保申请三个月没有答复。", days=40)
    accused = (Accused(cadre=scene.users["cadre"].cadre),)
    _register(scene, _receive(scene, "反映收受礼品。", days=3, accused=accused), "accusation")
    _on_its_way(scene, _register(scene, _receive(scene, "村口的路坏了三个月，请修。", days=30), "claim"), clerk)
    called = _register(scene, _receive(scene, "河水发黑，请查处。", days=20), "incident")
    _call(called, scene.town, clerk, scene)


def _day(scene: "Scene", days: int) -> datetime.date:
    return scene.today - datetime.timedelta(days)


def _receive(scene: "Scene", text: str, *, days: int, accused: tuple[Accused, ...] = ()) -> Case:
    people = (Person("林小梅", "13900000001", "柳林村一组"),)
    incoming = Incoming("letter", text, people=people, accused=accused)
    by = scene.users["petition_clerk"]
    return receiving.receive(incoming, unit=scene.county, on=_day(scene, days), by=by, at=clock.now()).case


def _register(scene: "Scene", case: Case, kind: str) -> Case:
    by = scene.users["petition_clerk"]
    return receiving.register(case, by=by, on=case.received_on, at=clock.now(), kind=kind)


def _on_its_way(scene: "Scene", case: Case, clerk: User) -> None:
    """Assigned, accepted, with a file that shows who wrote, and one look at who they are."""
    now, secretary = clock.now(), scene.users["secretary"]
    handlers = [secretary.cadre]
    handing.assign(case, to=scene.town, due=None, by=clerk, on=_day(scene, 28), at=now, handlers=handlers)
    handling.accept(case, by=secretary, on=_day(scene, 27), at=now)
    handling.begin(case, by=secretary, on=_day(scene, 26), at=now)
    letter = SimpleUploadedFile("来信.pdf", b"%PDF-1.4\n%%EOF")
    files.add_files(case, [letter], by=clerk, at=now, shows_identity=True)
    files.add_files(case, [SimpleUploadedFile("照片.pdf", b"%PDF-1.4\n%%EOF")], by=clerk, at=now)
    identity.open_identity(case, by=scene.users["leader"], at=now, reason="协调处理此事")


def _call(case: Case, town: Unit, clerk: User, scene: "Scene") -> None:
    """Two calls: one that the town has still to answer, one that it has answered and may rate."""
    now, today = clock.now(), scene.today
    handing.call_units(case, units=[town], request="请到场核实", by=clerk, on=today, at=now)
    handing.report_in(case.handovers.get(), reply="已到场", by=scene.users["secretary"], on=today, at=now)
    handing.call_units(case, units=[town], request="请再次到场", by=clerk, on=today, at=now)
