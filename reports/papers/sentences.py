"""What stands out in a period, in sentences that are computed from the figures. Pure: it reads nothing.

Each clause counts one thing only, so that it can be said right in a language with plurals. Of few (LEAST) no share is
told: two of three is no percentage. Nobody is named or put in an order.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from core.wording import joined
from reports.figures import BY_CODE
from reports.wording import shown

LEAST = 5
Read = Callable[[str], Any]

_OWED = ngettext_lazy("本期应完成责任事项%(count)s件", "本期应完成责任事项%(count)s件", "number")
_DONE = ngettext_lazy("已完成%(count)s件", "已完成%(count)s件", "number")
_NOT_YET = ngettext_lazy("尚未到期%(count)s件", "尚未到期%(count)s件", "number")
_OVERDUE = ngettext_lazy("逾期未完成%(count)s件", "逾期未完成%(count)s件", "number")
_BOUND = ngettext_lazy("承担责任事项的干部%(count)s名", "承担责任事项的干部%(count)s名", "number")
_BEHIND = ngettext_lazy("其中%(count)s名有事项逾期未完成", "其中%(count)s名有事项逾期未完成", "number")
_PEOPLE = ngettext_lazy("本期走访%(count)s人次", "本期走访%(count)s人次", "number")
_HOUSEHOLDS = ngettext_lazy("走访到%(count)s户", "走访到%(count)s户", "number")
_MORE_VISITS = ngettext_lazy("比%(period)s增加%(count)s人次", "比%(period)s增加%(count)s人次", "number")
_FEWER_VISITS = ngettext_lazy("比%(period)s减少%(count)s人次", "比%(period)s减少%(count)s人次", "number")
_HELD = ngettext_lazy("联系户共%(count)s户", "联系户共%(count)s户", "number")
_COVERED = ngettext_lazy("已走访%(count)s户", "已走访%(count)s户", "number")
_MATTERS = ngettext_lazy("本期收集问题%(count)s件", "本期收集问题%(count)s件", "number")
_SOLVED = ngettext_lazy("办结%(count)s件", "办结%(count)s件", "number")
_CASES = ngettext_lazy("本期接收信访事项%(count)s件", "本期接收信访事项%(count)s件", "number")
_DUE = ngettext_lazy("到期应当办结%(count)s件次", "到期应当办结%(count)s件次", "number")
_IN_TIME = ngettext_lazy("按期办结%(count)s件次", "按期办结%(count)s件次", "number")
_RATED = ngettext_lazy("信访人评价%(count)s件", "信访人评价%(count)s件", "number")
_SATISFIED = ngettext_lazy("满意、基本满意%(count)s件", "满意、基本满意%(count)s件", "number")
_COMMITMENTS = ngettext_lazy("本期公开承诺%(count)s件", "本期公开承诺%(count)s件", "number")
_KEPT = ngettext_lazy("已兑现%(count)s件", "已兑现%(count)s件", "number")
# Of each only what there was is told, one after the other.
_WORK = {
    "forums": ngettext_lazy("座谈会%(count)s场", "座谈会%(count)s场", "number"),
    "talks": ngettext_lazy("谈心谈话%(count)s次", "谈心谈话%(count)s次", "number"),
    "receptions": ngettext_lazy("接待群众来访%(count)s次", "接待群众来访%(count)s次", "number"),
    "outreach": ngettext_lazy("带案下访%(count)s次", "带案下访%(count)s次", "number"),
    "appointments": ngettext_lazy("约访%(count)s次", "约访%(count)s次", "number"),
    "volunteering": ngettext_lazy("志愿服务%(count)s次", "志愿服务%(count)s次", "number"),
    "practical_help": ngettext_lazy("落实帮扶措施%(count)s件", "落实帮扶措施%(count)s件", "number"),
}


@dataclass(frozen=True)
class Facts:
    """`now` and `before` read a figure by its code (rates as fractions); `before_name` says what it is compared with.

    An empty one: there was nothing yet to compare with. `bound`: cadres who owed something that was due in the period;
    `behind`: those of them with something overdue.
    """

    now: Read
    before: Read
    before_name: str
    bound: int = 0
    behind: int = 0


def findings(facts: Facts) -> list[str]:
    """One sentence for each field of work in which there was something to tell."""
    told = (_duties, _people, _visits, _coverage, _matters, _cases, _ratings, _commitments, _work)
    return [sentence for tell in told if (sentence := tell(facts))]


def _duties(facts: Facts) -> str:
    owed, done, overdue = (facts.now(code) for code in ("owed", "done", "overdue"))
    if not owed:
        return _("本期没有到期的责任事项。")
    clauses = [counted(_OWED, owed)]
    if done == owed:
        return sentence([*clauses, _("全部完成")])
    clauses.append(counted(_DONE, done))
    not_yet = owed - facts.now("settled")
    clauses += [counted(words, count) for words, count in ((_OVERDUE, overdue), (_NOT_YET, not_yet)) if count]
    return sentence([*clauses, *_rate(facts, "on_time_rate")])


def _people(facts: Facts) -> str:
    if not facts.bound:
        return ""
    who = counted(_BOUND, facts.bound)
    if not facts.behind:
        return sentence([who, _("没有逾期未完成的事项")])
    if facts.behind == facts.bound:
        return sentence([who, _("都有事项逾期未完成")])
    return sentence([who, counted(_BEHIND, facts.behind)])


def _visits(facts: Facts) -> str:
    people, before = facts.now("visit_people"), facts.before("visit_people")
    if not people:
        return _("本期没有登记到现场的走访。")
    clauses = [counted(_PEOPLE, people)]
    if facts.before_name:
        clauses.append(_change(people - before, _MORE_VISITS, _FEWER_VISITS, facts.before_name))
    if facts.now("visit_households"):
        clauses.append(counted(_HOUSEHOLDS, facts.now("visit_households")))
    return sentence(clauses)


def _coverage(facts: Facts) -> str:
    held, covered = facts.now("households"), facts.now("covered")
    if not held:
        return ""
    if held == covered:
        return sentence([counted(_HELD, held), _("已全部走访")])
    if not covered:
        return sentence([counted(_HELD, held), _("本期尚未走访")])
    return sentence([counted(_HELD, held), counted(_COVERED, covered), *_rate(facts, "coverage")])


def _matters(facts: Facts) -> str:
    matters, solved = facts.now("matters"), facts.now("solved")
    if not matters:
        return _("本期走访没有收集到问题。")
    clauses = [counted(_MATTERS, matters)]
    if solved == matters:
        return sentence([*clauses, _("已全部办结") if matters > 1 else _("已办结")])
    if not solved:
        return sentence([*clauses, _("尚未办结")])
    return sentence([*clauses, counted(_SOLVED, solved), *_rate(facts, "solved_rate")])


def _cases(facts: Facts) -> str:
    cases, due = facts.now("cases"), facts.now("solution_due")
    if not cases and not due:
        return ""
    clauses = [counted(_CASES, cases)]
    if due:
        in_time = _("均按期办结") if facts.now("solution_met") == due else counted(_IN_TIME, facts.now("solution_met"))
        clauses += [counted(_DUE, due), in_time]
        clauses += _rate(facts, "solution_rate") if facts.now("solution_met") != due else []
    return sentence(clauses)


def _ratings(facts: Facts) -> str:
    rated, satisfied = facts.now("rated"), facts.now("satisfied")
    if not rated:
        return ""
    return sentence([counted(_RATED, rated), counted(_SATISFIED, satisfied), *_rate(facts, "case_satisfaction")])


def _commitments(facts: Facts) -> str:
    made, kept = facts.now("commitments"), facts.now("kept")
    if not made:
        return ""
    return sentence([counted(_COMMITMENTS, made), _("已全部兑现") if kept == made else counted(_KEPT, kept)])


def _work(facts: Facts) -> str:
    done = [counted(words, facts.now(code)) for code, words in _WORK.items() if facts.now(code)]
    return _("另外开展：%(list)s。") % {"list": joined(done)} if done else ""


# --- clauses --------------------------------------------------------------------------------------------


def sentence(clauses: Iterable[str]) -> str:
    return _("%(clauses)s。") % {"clauses": _("，").join(clauses)}


def counted(words: Any, number: int, **more: Any) -> str:
    """Words made by `ngettext_lazy` with "number", and the number in them."""
    return words % {"number": number, "count": shown(number), **more}


def _rate(facts: Facts, code: str) -> list[str]:
    """The rate, and how it moved; nothing where it is of too few."""
    if _too_few(facts.now, code):
        return []
    told = [_("%(name)s%(rate)s") % {"name": BY_CODE[code].name, "rate": shown(facts.now(code), "rate")}]
    return told if not facts.before_name or _too_few(facts.before, code) else [*told, _points(facts, code)]


def _too_few(read: Read, code: str) -> bool:
    whole = (BY_CODE[code].rate_of or ("", ""))[1]
    return (read(whole) or 0) < LEAST


def _points(facts: Facts, code: str) -> str:
    """By how many points, reckoned from the rates as they are printed, so that it can be checked on the paper."""
    points = round(100 * facts.now(code), 1) - round(100 * facts.before(code), 1)
    words = {"period": facts.before_name, "points": f"{abs(points):.1f}"}
    if words["points"] == "0.0":
        return _("与%(period)s持平") % words
    return (_("比%(period)s上升%(points)s个百分点") if points > 0 else _("比%(period)s下降%(points)s个百分点")) % words


def _change(difference: int, more: Any, fewer: Any, period: str) -> str:
    if not difference:
        return _("与%(period)s持平") % {"period": period}
    return counted(more if difference > 0 else fewer, abs(difference), period=period)
