"""A county with one rule in force."""

from typing import Any

from duties.models import Obligation
from tests.factories_duties import County, day, load_announced_days, owed, put_in_force

TODAY = "11-20"


class Place(County):
    """A county with one rule, and `one` whom it binds; everybody else is somebody else."""

    def __init__(self, **rule: str):
        super().__init__()
        load_announced_days()
        self.rule = {
            "title": "事项",
            "clause": "第一条",
            "measure": "{of: count, least: 1}",
            "when": "{every: year}",
            **rule,
        }
        self.one = self.leader("township")

    def enforce(self) -> None:
        parts = "".join(f"    {key}: {value}\n" for key, value in self.rule.items())
        put_in_force(f'rulebook: list\ntitle: 制度\nrules:\n  - code: "1"\n{parts}', self.root)

    def judge(self, subject: Any = None, start: str = "", on: str = TODAY, **narrowed: Any) -> bool:
        self.recompute(on)
        return owed("1", subject or self.one, start, **narrowed).is_met

    def owes(self, subject: Any) -> bool:
        self.recompute(TODAY)
        return bool(Obligation.objects.filter(**{type(subject).__name__.lower(): subject}))

    def windows(self, since: str = "2026-01-01", until: str = "2026-12-31", on: str = TODAY) -> list[str]:
        self.recompute(on)
        rows = Obligation.objects.filter(cadre=self.one, window_start__range=(day(since), day(until)))
        return [f"{r.window_start:%m-%d}/{r.window_end:%m-%d}" for r in rows.order_by("window_start", "window_end")]


def place(**rule: str) -> Place:
    made = Place(**{"who": "{positions: [leadership_member]}", **rule})
    made.enforce()
    return made
