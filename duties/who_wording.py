"""Whom a rule binds, what counts, with whom, and who is reminded, in words. `names`: code → name of what has one."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import GroupKind, Position, Rank, SecondmentWork, unit_kind_name
from core.wording import joined, with_note

if TYPE_CHECKING:
    from duties import grammar

Names = Mapping[str, Any]
_WHAT = {
    "point": gettext_lazy("联系点"),
    "household": gettext_lazy("联系户"),
    "resident": gettext_lazy("群众"),
    "cadre": gettext_lazy("干部"),
}
_CIRCLES = {
    "supervised": gettext_lazy("所分管的同志和所分管单位的主要负责人"),
    "points": gettext_lazy("本人各联系点的负责人"),
    "colleagues": gettext_lazy("本单位的同志"),
    "heads_below": gettext_lazy("下属单位的主要负责人"),
    "cadres_below": gettext_lazy("下属单位的干部"),
}
_ROLES = {
    "secretary": gettext_lazy("书记"),
    "leader": gettext_lazy("分管领导"),
    "organisation_admin": gettext_lazy("组织管理员"),
}


def who_words(rule: "grammar.Rule") -> str:
    """乡镇、街道的主要负责人、班子成员（45岁以下）; several blocks: any one of them is enough."""
    return _("；或者").join(_who(who) for who in rule.who)


def _who(who: "grammar.Who") -> str:
    place = joined([*(unit_kind_name(kind) for kind in who.unit_kinds), *who.units])
    words = {"place": place, "people": _people(who)}
    if who.subject == "unit":
        text = _("各%(place)s") % words if who.unit_kinds else place or _people(who)
    else:
        text = _("%(place)s的%(people)s") % words if place else _people(who)
    return with_note(text, _("，").join(_conditions(who)))


def _people(who: "grammar.Who") -> str:
    if who.subject == "unit":
        return _("各单位")
    groups = joined([*(GroupKind(kind).label for kind in who.groups), *who.group_names])
    if who.subject == "group":
        return groups or _("各班子和小组")
    posts = joined([*(Position(position).label for position in who.positions), *who.titles])
    members = _("%(groups)s成员") % {"groups": groups} if groups else ""
    return _("中的").join(part for part in (members, posts) if part) or _("干部")


def _conditions(who: "grammar.Who") -> Iterable[str]:
    if who.ranks:
        yield joined(Rank(rank).label for rank in who.ranks)
    if who.except_units:
        yield _("%(units)s除外") % {"units": joined(who.except_units)}
    if who.people:
        yield _("工号%(people)s") % {"people": joined(who.people)}
    if who.age_under is not None:
        yield _("未满%(age)d周岁") % {"age": who.age_under}
    for name, (yes, no) in _FACTS.items():
        if (value := getattr(who, name)) is not None:
            yield with_note(yes if value else no, seconded_words(who.secondment_kinds) if name == "seconded" else "")


def seconded_words(kinds: Iterable[str]) -> str:
    """驻村工作、其他工作"""
    return joined(SecondmentWork(kind).label if kind in SecondmentWork else _("其他工作") for kind in kinds)


_FACTS = {
    "convenor": (gettext_lazy("召集人"), gettext_lazy("非召集人")),
    "party_member": (gettext_lazy("党员"), gettext_lazy("非党员")),
    "reserve": (gettext_lazy("后备干部"), gettext_lazy("非后备干部")),
    "female": (gettext_lazy("女干部"), gettext_lazy("男干部")),
    "grassroots_experience": (gettext_lazy("有基层工作经历"), gettext_lazy("没有基层工作经历")),
    "able_to_act": (gettext_lazy("能够履行职责"), gettext_lazy("不能履行职责")),
    "seconded": (gettext_lazy("下派期间"), gettext_lazy("不在下派期间")),
}


def does_words(rule: "grammar.Rule", names: Names) -> str:
    """入户走访、到点走访; "" where any kind of log counts."""
    kinds = joined(names.get(code, code) for code in rule.does)
    notes = [
        (rule.as_lead, _("由本人主持或带队")),
        (rule.goods, _("登记了慰问物资")),
        (rule.only_on, str(_SUCH_DAYS.get(rule.only_on, ""))),
        (rule.at_least, _at_least(rule.at_least) if rule.at_least else ""),
        (rule.include_below, _("含下级单位的记录")),
    ]
    note = _("，").join(text for asked, text in notes if asked)
    return with_note(kinds or _("任何形式"), note) if kinds or note else ""


def _at_least(asked: "grammar.AtLeast") -> str:
    texts = {"minutes": _("%(n)d分钟"), "people": _("%(n)d人参加"), "days": _("%(n)d天")}
    parts = [text % {"n": getattr(asked, name)} for name, text in texts.items() if getattr(asked, name)]
    return _("每次不少于%(what)s") % {"what": joined(parts)}


_SUCH_DAYS = {"rest_days": gettext_lazy("只计休息日"), "workdays": gettext_lazy("只计工作日")}


def second_words(rule: "grammar.Rule", names: Names) -> str:
    """What the second measure counts where that differs from the first: “夜间走访”、入户走访（由本人主持或带队）."""
    also, second = rule.also, rule.second
    if also is None or second is rule:
        return ""
    aims = joined(names.get(code, code) for code in also.categories) or joined(str(_WHAT[w]) for w in also.what)
    words = also.label or (does_words(second, names) if second.does != rule.does or not aims else "")
    return "，".join(part for part in (words, aims, by_words(also.by) if also.by else "") if part)


def by_words(by: "grammar.By") -> str:
    places = joined(unit_kind_name(kind) for kind in by.unit_kinds)
    people = joined([*(Position(p).label for p in by.positions), *(Rank(rank).label for rank in by.ranks)])
    if places and people:
        return _("%(place)s的%(people)s") % {"place": places, "people": people}
    return people or places


def whom_words(rule: "grammar.Rule", names: Names) -> str:
    """所联系的民营企业、重点项目，每个分别计算; "" where it does not matter."""
    whom = rule.whom
    kinds = joined(names.get(code, code) for code in whom.categories) or joined(str(_WHAT[w]) for w in whom.what)
    if whom.scope == "anyone":
        return kinds
    texts = {
        "assigned": _("本人联系的%(kinds)s") if rule.subject == "cadre" else _("本单位联系的%(kinds)s"),
        "members": _("本单位的其他干部"),
        "held_by_members": _("本单位干部联系的%(kinds)s"),
        "supervised": joined(str(_CIRCLES[circle]) for circle in whom.circle),
    }
    text = texts[whom.scope] % {"kinds": kinds or _("对象")}
    return _("%(whom)s，每个分别计算") % {"whom": text} if whom.each else _("%(whom)s，合计") % {"whom": text}


def reminder_words(rule: "grammar.Rule") -> str:
    """到期前7天、1天提醒；逾期3个工作日告知书记"""
    told = rule.reminders
    parts = []
    if told.days_before:
        days = joined(_("%(days)d天") % {"days": n} if n else _("当天") for n in told.days_before)
        parts.append(_("到期前%(days)s提醒") % {"days": days})
    for step in told.escalate:
        parts.append(_("逾期%(days)d个工作日告知%(who)s") % {"days": step.after, "who": _ROLES[step.to]})
    return _("；").join(parts)
