"""The words that names of cells are made of. They stand in people's files: the same in every language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# (Chinese, Latin) beginnings of names, and what a figure counts then.
SCOPES: dict[str, tuple[str, str, Any]] = {
    "period": ("本期", "period", _("填报期间")),
    "year": ("年度", "year", _("填报期末所在年度1月1日至填报期末")),
    "last_year": ("上年同期", "last_year", _("上年同期")),
    "own": ("本级", "own", _("填报期间，只计本级，不含下级单位")),
    "below": ("下级", "below", _("填报期间，每个直接下级单位一行，自该单元格向下填写")),
}
# (Chinese, Latin) names of facts, and what they are.
FACTS: dict[str, tuple[str, str, Any]] = {
    "unit": ("单位", "unit_name", _("填报单位全称")),
    "parent": ("上级单位", "parent_unit", _("填报单位的上一级单位")),
    "period": ("期间", "period_name", _("填报期间的名称，如“2026年第3季度”")),
    "year": ("年份", "year_number", _("填报期末所在年份，数字")),
    "start": ("开始日期", "start_date", _("填报期间的第一天")),
    "end": ("结束日期", "end_date", _("填报期间的最后一天")),
    "on": ("填报日期", "filled_on", _("填表当天")),
    "by": ("制表人", "made_by", _("填表的用户姓名")),
}
# Columns of the table of units below that are no figures.
COLUMNS: dict[str, tuple[str, str, Any]] = {
    "number": ("下级_序号", "below_number", _("下级单位的序号，自该单元格向下填写")),
    "unit": ("下级_单位", "below_unit", _("下级单位的名称，自该单元格向下填写")),
}
