"""A round of visits in sentences: "走访25,325户，覆盖率100.0%；收集建议581条；……". Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from core.wording import joined
from reports.papers.rounds import Round, Satisfaction
from reports.papers.sentences import LEAST, counted, sentence
from reports.wording import shown

_REGISTER = ngettext_lazy("本轮应走访%(count)s户", "本轮应走访%(count)s户", "number")
_VISITED = ngettext_lazy("已走访%(count)s户", "已走访%(count)s户", "number")
_MISSING = ngettext_lazy("尚有%(count)s户未走访", "尚有%(count)s户未走访", "number")
_SUGGESTIONS = ngettext_lazy("收到建议%(count)s条", "收到建议%(count)s条", "number")
_PROBLEMS = ngettext_lazy("本轮走访收集问题%(count)s件", "本轮走访收集问题%(count)s件", "number")
_SOLVED = ngettext_lazy("解决%(count)s件", "解决%(count)s件", "number")
_MEETINGS = ngettext_lazy("%(name)s%(count)s次", "%(name)s%(count)s次", "number")
_DECISIONS = ngettext_lazy("“四会”议定事项%(count)s项", "“四会”议定事项%(count)s项", "number")
_DONE = ngettext_lazy("已落实%(count)s项", "已落实%(count)s项", "number")


def sentences(report: Round) -> list[str]:
    """Coverage, what was heard, the four meetings, both satisfactions: one sentence each."""
    return [_visits(report), _heard(report), *_meetings(report), _satisfaction(report)]


def _visits(report: Round) -> str:
    total = report.total
    if not total.households:
        return _("本轮开始时名册内没有联系户。")
    clauses = [counted(_REGISTER, total.households)]
    if total.visited == total.households:
        return sentence([*clauses, _("已全部走访，覆盖率100%")])
    clauses.append(counted(_VISITED, total.visited))
    if total.households >= LEAST:
        clauses.append(_("覆盖率%(rate)s") % {"rate": shown(total.coverage, "rate")})
    return sentence([*clauses, counted(_MISSING, total.households - total.visited)])


def _heard(report: Round) -> str:
    total = report.total
    clauses = [counted(_PROBLEMS, total.problems)]
    if total.problems:
        clauses.append(counted(_SOLVED, total.solved))
    if total.problems >= LEAST:
        clauses.append(_("解决率%(rate)s") % {"rate": shown(total.solved_rate, "rate")})
    return sentence([*clauses, counted(_SUGGESTIONS, report.suggestions)])


def _meetings(report: Round) -> list[str]:
    held = [counted(_MEETINGS, line.held, name=line.name) for line in report.meetings if line.held]
    if not held:
        return [_("本轮没有召开“四会”的记录。")]
    told = [_("召开%(list)s。") % {"list": joined(held)}]
    decisions, done = (sum(getattr(line, name) for line in report.meetings) for name in ("decisions", "done"))
    return [*told, sentence([counted(_DECISIONS, decisions), counted(_DONE, done)])] if decisions else told


def _satisfaction(report: Round) -> str:
    told = [words for row in report.satisfaction if (words := _of_one(row))]
    return _("群众满意率：%(list)s。") % {"list": joined(told)} if told else _("本轮还没有可以公布的群众评价。")


def _of_one(row: Satisfaction) -> str:
    if row.rate is None:
        return ""
    return _("%(name)s%(rate)s") % {"name": row.name, "rate": shown(row.rate, "rate")}
