"""Marks against a unit for work contact sheets (R15.4), once personnel has applied them."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from assessments.models import Subject
from assessments.sources.base import NONE, Scope, Shape, Source
from petitions.models import MarkState, SheetMark


class SheetMarks(Source):
    name = "sheet_marks"
    title = gettext_lazy("工作联系单记分（扣分）")
    what = "sheet_mark"
    shape = Shape.DEDUCTION
    subjects = frozenset({Subject.BRANCH})

    def records(self, scope: Scope, given: dict[str, Any]) -> QuerySet:
        rows = SheetMark.objects.filter(scope.own("unit_id"), scope.days("applied_on"), state=MarkState.APPLIED)
        return rows.annotate(key_of=scope.key("unit_id"), day=F("applied_on"), counts=F("points"), owed=NONE)

    def label(self, row: SheetMark) -> str:
        return str(row.get_ground_display())
