"""Figures of public commitments and of help for households in hardship."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.models import HelpMeasure
from reports.rollup.asked import Asked
from reports.rollup.source import Listing, Measure, Source
from visits.models import Commitment, CommitmentState


def _commitments(asked: Asked) -> QuerySet:
    return Commitment.objects.published().filter(asked.readable("unit"), **asked.days("published_on"))


def _measures(asked: Asked) -> QuerySet:
    return HelpMeasure.objects.filter(**asked.days("done_on"))


def _kept(asked: Asked) -> Q:
    return Q(state=CommitmentState.DONE)


_PROMISED = Listing(
    columns=[
        (_("公示日期"), lambda row: row.published_on),
        (_("承诺人"), lambda row: row.whose),
        (_("承诺事项"), lambda row: row.content),
        (_("完成时限"), lambda row: row.due),
        (_("状态"), lambda row: row.get_state_display()),
    ],
    related=("unit", "cadre"),
    order=("-published_on", "-pk"),
)
_HELPED = Listing(
    columns=[
        (_("落实时间"), lambda row: row.done_on),
        (_("帮扶户"), lambda row: row.plan.household),
        (_("措施"), lambda row: row.text),
        (_("金额（元）"), lambda row: row.amount),
        (_("帮扶单位"), lambda row: row.plan.unit),
    ],
    opens=lambda row: row.plan,
    related=("plan__household", "plan__unit"),
    order=("-done_on", "-pk"),
)
SOURCES = [
    Source(
        _commitments,
        {"commitments": Measure(), "kept": Measure(_kept)},
        _PROMISED,
        now="unit__path",
        then="unit_path",
        day="published_on",
    ),
    Source(
        _measures,
        {"practical_help": Measure(), "help_money": Measure(total="amount")},
        _HELPED,
        now="plan__unit__path",
        day="done_on",
    ),
]
