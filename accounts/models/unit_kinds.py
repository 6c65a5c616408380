"""Kinds of unit: those that the product knows, and those that an organisation added."""

from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import UnitKindQuerySet


class UnitKind(models.TextChoices):
    COUNTY = "county", _("县（市、区）")
    COUNTY_COMMITTEE = "county_committee", _("县委")
    PEOPLES_CONGRESS = "peoples_congress", _("人大常委会")
    GOVERNMENT = "government", _("政府")
    CPPCC = "cppcc", _("政协")
    DEPARTMENT = "department", _("县直部门")
    TOWNSHIP = "township", _("乡镇")
    STREET = "street", _("街道")
    VILLAGE = "village", _("村")
    COMMUNITY = "community", _("社区")
    AREA = "area", _("片区")
    BLOCK = "block", _("块区")
    COMPANY = "company", _("公司")
    BRANCH_COMPANY = "branch_company", _("分公司")
    MINE = "mine", _("矿")
    HOSPITAL = "hospital", _("医院")
    SCHOOL = "school", _("学校")
    SECTION = "section", _("科室（区队）")
    WORK_TEAM = "work_team", _("班组")
    PARTY_COMMITTEE = "party_committee", _("党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    PARTY_BRANCH = "party_branch", _("党支部")
    TRADE_UNION = "trade_union", _("工会")
    OTHER = "other", _("其他单位")


class OwnUnitKind(models.Model):
    """A kind of unit that the organisation added (车间、年级组、病区 …). Units and rulebooks refer to `code`."""

    code = models.SlugField(_("代码"), max_length=30, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    order = models.PositiveIntegerField(_("排序"), default=0)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = UnitKindQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("单位类型")

    def __str__(self) -> str:
        return self.name


@cache
def _own() -> tuple[tuple[str, str, bool], ...]:
    """(code, name, whether it is in use), read once in a request: lists of units name many."""
    return tuple((kind.code, kind.name, kind.retired_on is None) for kind in OwnUnitKind.objects.all())


def forget_unit_kinds(**_kwargs: Any) -> None:
    """Have them read again: when a request begins, and by the actions that change them."""
    _own.cache_clear()


def unit_kind_names() -> dict[str, Any]:
    """Code → name of all kinds, those no longer in use among them."""
    return {**dict(UnitKind.choices), **{code: name for code, name, _in_use in _own()}}


def unit_kind_choices() -> list[tuple[str, Any]]:
    """The kinds that a unit may be given."""
    return [*UnitKind.choices, *((code, name) for code, name, in_use in _own() if in_use)]


def unit_kind_name(code: str) -> str:
    """Its name; the code of one that is not there. No query for those that come with the product."""
    return str(UnitKind(code).label if code in UnitKind else unit_kind_names().get(code, code))
