"""联系点台账, 帮扶台账, 连心卡发放."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.models import CardIssue, HelpPlan, Pairing
from contacts.selectors.ledger import card_rows, help_rows
from core.exports.sheets import Column
from duties.ledger import point_rows
from reports.exports.annual.report import AnnualReport, Ledger, numbered

POINT_COLUMNS = [
    Column(_("序号"), 6, "index"),
    Column(_("联系领导"), 11),
    Column(_("职务"), 16),
    Column(_("联系点"), 20),
    Column(_("类型"), 13),
    Column(_("负责人"), 10),
    Column(_("电话"), 14),
    Column(_("联系户数"), 9, "index"),
    Column(_("应走访/实际次数"), 11),
    Column(_("发现问题"), 9, "number", "sum"),
    Column(_("解决问题"), 9, "number", "sum"),
    Column(_("最近走访"), 12, "date"),
    Column(_("备注"), 18),
]
HELP_COLUMNS = [
    Column(_("户主"), 10),
    Column(_("人口"), 6, "index"),
    Column(_("劳动力"), 8, "index"),
    Column(_("户类型"), 12),
    Column(_("致困原因"), 22),
    Column(_("帮扶责任人/单位/电话"), 16),
    Column(_("起止"), 14),
    Column(_("措施"), 26),
    Column(_("金额"), 12, "money", "sum"),
    Column(_("落实时间"), 12, "date"),
    Column(_("成效"), 24),
]

CARD_COLUMNS = [
    Column(_("序号"), 6, "index"),
    Column(_("责任人"), 11),
    Column(_("单位"), 18),
    Column(_("职务"), 16),
    Column(_("联系点/户"), 18),
    Column(_("持卡对象"), 14),
    Column(_("所在村（社区）"), 18),
    Column(_("版次"), 7, "index"),
    Column(_("发放日期"), 12, "date"),
    Column(_("发放人"), 11),
    Column(_("状态"), 18),
    Column(_("变更日期"), 12, "date"),
]


def _points(report: AnnualReport) -> Iterator[Any]:
    period = report.period
    held = Pairing.objects.filter(Pairing.objects.effective(), unit__path__startswith=report.unit.path)
    ordered = held.overlapping(period.start, period.end).order_by("unit__path", "cadre", "category__order", "pk")
    return numbered(point_rows(ordered, period, phones_under=report.shown_phones, last_day=report.last_day))


def _help(report: AnnualReport) -> Iterator[Any]:
    plans = HelpPlan.objects.filter(unit__path__startswith=report.unit.path)
    return help_rows(
        plans.order_by("unit__path", "household__head_name", "pk"),
        report.period,
        private_under=report.phones_under,
        with_phones=report.with_phones,
    )


def _cards(report: AnnualReport) -> Iterator[Any]:
    period = report.period
    handed = CardIssue.objects.visible_to(report.reader).handed_between(period.start, period.end)
    here = handed.filter(card__unit__path__startswith=report.unit.path)
    return numbered(card_rows(here.order_by("card__unit__path", "card", "handed_on", "pk")))


POINTS = Ledger(
    _("联系点台账"),
    _("期内结对的联系点：应走访和实际走访次数，发现和解决的问题"),
    lambda _report: POINT_COLUMNS,
    _points,
    remarks=lambda _report: [
        _("应走访次数按要求最多的一条制度计算；同一问题在走访几个联系点时反映的，分别计入各联系点。")
    ],
)
HELP = Ledger(_("帮扶台账"), _("期内的帮扶计划和落实的措施"), lambda _report: HELP_COLUMNS, _help)
CARDS = Ledger(_("连心卡发放"), _("期内发放的连心卡，哪些内容已变更、需要换发"), lambda _report: CARD_COLUMNS, _cards)
