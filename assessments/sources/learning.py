"""Trainings attended and regulations read (R17.1, R17.8): of those that were there for the officer's unit."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import OfficerTraining, Reading, ReadingItem, Subject, TrainingAttendance
from assessments.sources.base import NOTHING_DUE, ONE, Scope, Shape, Source, ticked


class _ForUnitsBelow(Source):
    """Records of a unit that are meant for everybody below it: there are few, and who is concerned follows from the
    path. So they are counted for each sheet, in the same statement."""

    shape = Shape.SHARE
    parameters = (NOTHING_DUE,)
    subjects = frozenset({Subject.OFFICER})

    def offered(self, scope: Scope) -> QuerySet:
        """Everything there was in the quarter, with its `day`."""
        raise NotImplementedError

    def taken(self, cadre: Any) -> Exists:
        """Whether the cadre did it."""
        raise NotImplementedError

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        """For a scope of one sheet."""
        sheet = scope.sheets.get()
        rows = self._for(scope, Value(sheet.unit_path)).annotate(counts=ticked(Q(self.taken(sheet.cadre_id))))
        return rows.annotate(key_of=Value(sheet.subject_key, output_field=BigIntegerField()), owed=ONE)

    def totals(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        rows = self._for(scope, OuterRef("unit_path"))
        # The cadre of the sheet is two queries further out.
        done = rows.filter(self.taken(OuterRef(OuterRef("cadre_id"))))
        sheets = scope.sheets.annotate(total_done=_count(done), total_owed=_count(rows))
        return sheets.values_list("subject_key", "total_done", "total_owed")

    def _for(self, scope: Scope, path: Any) -> QuerySet:
        begins = Substr(path, 1, Length("unit__path"))
        return self.offered(scope).annotate(above=begins).filter(above=F("unit__path"))


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(n=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("n")
    return Coalesce(Subquery(counted), 0)


class Trainings(_ForUnitsBelow):
    name = "trainings"
    title = gettext_lazy("参加联络员培训")
    what = "training"

    def offered(self, scope: Scope) -> QuerySet:
        return OfficerTraining.objects.filter(scope.days("on")).annotate(day=F("on"))

    def taken(self, cadre: Any) -> Exists:
        return Exists(TrainingAttendance.objects.filter(training=OuterRef("pk"), cadre=cadre).order_by())

    def label(self, row: OfficerTraining) -> str:
        return row.title

    def note(self, row: Any) -> str:
        return "" if row.counts else _("未参加")


class Readings(_ForUnitsBelow):
    """Those that were to be read by a day of the quarter; without such a day, those issued in it."""

    name = "readings"
    title = gettext_lazy("阅读先学文件")
    what = "reading_item"

    def offered(self, scope: Scope) -> QuerySet:
        rows = ReadingItem.objects.annotate(day=Coalesce("read_by", "issued_on"))
        return rows.filter(scope.days("day"), Q(retired_on=None) | Q(retired_on__gt=scope.end))

    def taken(self, cadre: Any) -> Exists:
        return Exists(Reading.objects.filter(item=OuterRef("pk"), cadre=cadre).order_by())

    def label(self, row: ReadingItem) -> str:
        return row.title

    def note(self, row: Any) -> str:
        return "" if row.counts else _("未阅读")
