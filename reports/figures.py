"""The figures of a rollup: their names, and how each is defined. One list for pages, workbooks, papers and docs.

What is counted stands in `reports/rollup/`; every definition says exactly that, and every figure equals the number of
records that its link lists (tests/reports/test_figures.py walks them).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS = {
    "duties": _("责任落实"),
    "contacts": _("联系对象"),
    "visits": _("走访"),
    "meetings": _("座谈、谈心与接访"),
    "matters": _("诉求办理"),
    "cases": _("信访"),
    "help": _("承诺与帮扶"),
}


@dataclass(frozen=True)
class Figure:
    """`rate_of` names the (numerator, denominator) of a rate; a rate is never added up. `style`: "number", "rate" or
    "money" (yuan)."""

    code: str
    name: str | Promise
    definition: str | Promise
    group: str
    style: str = "number"
    rate_of: tuple[str, str] | None = None

    @property
    def is_money(self) -> bool:
        return self.style == "money"


def _rate(code: str, name: Promise, definition: Promise, group: str, part: str, whole: str) -> Figure:
    return Figure(code, name, definition, group, "rate", (part, whole))


_DUTIES = [
    Figure("owed", _("应完成"), _("期限在期内、未免除的责任事项件数，含尚未到期的。"), "duties"),
    Figure("done", _("已完成"), _("“应完成”中已达标的件数，含逾期后补办达标的。"), "duties"),
    _rate("done_rate", _("完成率"), _("已完成件数除以应完成件数。"), "duties", "done", "owed"),
    Figure("on_time", _("按期完成"), _("“已完成”中达标日期不晚于期限的件数。"), "duties"),
    Figure("late", _("逾期完成"), _("“已完成”中达标日期晚于期限的件数。"), "duties"),
    Figure("overdue", _("逾期未完成"), _("“应完成”中期限早于统计当日、至今未达标的件数。"), "duties"),
    Figure("settled", _("已完成或已到期"), _("“已完成”与“逾期未完成”之和，即已见结果的件数。"), "duties"),
    _rate("on_time_rate", _("按期完成率"), _("按期完成件数除以“已完成或已到期”件数。"), "duties", "on_time", "settled"),
    Figure(
        "exempt",
        _("免除"),
        _("期限在期内，因下派、请假、在责天数不足或者名册为空而免除的责任事项件数；只统计、不作要求的不在内。"),
        "duties",
    ),
]
_CONTACTS = [
    Figure(
        "cadres",
        _("干部数"),
        _("期末（未到期末的取统计当日）在该单位及下级单位任职的干部，一人只计一次；均按现在的隶属关系。"),
        "contacts",
    ),
    Figure(
        "points",
        _("联系点"),
        _("期内至少有一天由该单位及下级单位结对的联系点，一点只计一次；草稿不计，均按现在的隶属关系。"),
        "contacts",
    ),
    Figure(
        "households",
        _("联系户"),
        _("期内至少有一天由该单位及下级单位结对的联系户，一户只计一次；草稿不计，均按现在的隶属关系。"),
        "contacts",
    ),
    Figure(
        "covered",
        _("已走访联系户"),
        _("“联系户”中，期内由结对单位（含其下级单位）走访过该户或者户内成员至少一次的户数；均按现在的隶属关系。"),
        "contacts",
    ),
    _rate("coverage", _("覆盖率"), _("已走访联系户数除以联系户数。"), "contacts", "covered", "households"),
]
_VISITS = [
    Figure("logs", _("走访记录"), _("走访日期（首日）在期内的各类走访记录条数；撤回的不计，下同。"), "visits"),
    Figure("visit_people", _("走访人次"), _("期内到现场的走访记录中，参加走访的干部人次。"), "visits"),
    Figure("reached", _("走访对象次数"), _("期内走访记录中走访到的联系点、户、个人的次数。"), "visits"),
    Figure(
        "visit_households", _("走访户数"), _("期内走访记录中到过的户（走访户内成员也算），一户只计一次。"), "visits"
    ),
    Figure("visit_residents", _("走访到的个人"), _("期内走访记录中作为走访对象登记的个人，一人只计一次。"), "visits"),
]
_MEETINGS = [
    Figure("forums", _("座谈会"), _("期内座谈会场次。"), "meetings"),
    Figure("talks", _("谈心"), _("期内谈心谈话次数；只计次数，不涉及谈话内容。"), "meetings"),
    Figure("receptions", _("接访"), _("期内接待群众来访次数。"), "meetings"),
    Figure("outreach", _("下访"), _("期内带案下访次数。"), "meetings"),
    Figure("appointments", _("约访"), _("期内约访次数。"), "meetings"),
    Figure("sponsored", _("包案"), _("期内包案协调次数。"), "meetings"),
    Figure("volunteering", _("志愿服务"), _("期内志愿服务日、志愿服务活动次数。"), "meetings"),
]
_MATTERS = [
    Figure("matters", _("收集问题"), _("期内走访记录中登记的诉求件数，计入走访单位；已封存的不计。"), "matters"),
    Figure("solved", _("办结数"), _("上述诉求中至今已办结的件数。"), "matters"),
    _rate("solved_rate", _("办结率"), _("办结数除以收集问题数。"), "matters", "solved", "matters"),
    Figure(
        "matters_rated",
        _("诉求评价件数"),
        _("上述诉求中，转为信访事项、答复已由信访人评价的件数；检举控告不计。"),
        "matters",
    ),
    Figure("matters_satisfied", _("诉求满意件数"), _("上述评价中，最近一次评价为满意、基本满意的件数。"), "matters"),
    _rate(
        "satisfaction",
        _("满意率"),
        _("诉求满意件数除以诉求评价件数；尚无评价的为“—”。"),
        "matters",
        "matters_satisfied",
        "matters_rated",
    ),
    Figure(
        "adopted",
        _("采用信息"),
        _("联络员报送的信息中，采用日期在期内、采用未撤销的条数，一条信息只计一次。"),
        "matters",
    ),
]
_CASES = [
    Figure(
        "cases", _("信访接件"), _("接件时间在期内的信访事项件数，计入登记单位；只计查看人可见的信访事项。"), "cases"
    ),
    Figure(
        "cases_finished",
        _("信访办结"),
        _("办结日期在期内、已办结或者信访终结的信访事项件数，计入责任单位；只计查看人可见的信访事项。"),
        "cases",
    ),
    Figure(
        "response_due",
        _("应当告知件次"),
        _("期内到期的“登记后转送、交办”和“告知是否受理”时限次数，计入时限的责任单位；取消的和批准不计入的除外。"),
        "cases",
    ),
    Figure("response_met", _("按期告知件次"), _("上述时限中，在期限当日或者之前完成的次数。"), "cases"),
    _rate(
        "response_rate", _("及时受理率"), _("按期告知件次除以应当告知件次。"), "cases", "response_met", "response_due"
    ),
    Figure(
        "solution_due",
        _("应当办结件次"),
        _("期内到期的办理时限（含经批准的延期）次数，计入时限的责任单位；取消的和批准不计入的除外。"),
        "cases",
    ),
    Figure("solution_met", _("按期办结件次"), _("上述办理时限中，在期限当日或者之前完成的次数。"), "cases"),
    _rate(
        "solution_rate", _("按期办结率"), _("按期办结件次除以应当办结件次。"), "cases", "solution_met", "solution_due"
    ),
    Figure(
        "rated",
        _("信访评价件数"),
        _("最近一次评价在期内作出的信访事项件数，计入责任单位；批准不计入的除外。"),
        "cases",
    ),
    Figure("satisfied", _("信访满意件数"), _("上述评价中为满意、基本满意的件数。"), "cases"),
    _rate("case_satisfaction", _("群众满意率"), _("信访满意件数除以信访评价件数。"), "cases", "satisfied", "rated"),
]
_HELP = [
    Figure("commitments", _("承诺"), _("公示日期在期内、未撤销的公开承诺件数。"), "help"),
    Figure("kept", _("兑现"), _("上述公开承诺中至今已兑现的件数。"), "help"),
    _rate("kept_rate", _("兑现率"), _("兑现件数除以承诺件数。"), "help", "kept", "commitments"),
    Figure("promises", _("走访承诺"), _("“收集问题”中写明承诺事项的诉求件数。"), "help"),
    Figure("fulfilled", _("走访承诺兑现"), _("上述走访承诺中诉求至今已办结的件数。"), "help"),
    Figure("practical_help", _("办实事"), _("落实时间在期内的帮扶措施件数；均按现在的隶属关系。"), "help"),
    Figure("help_money", _("帮扶金额"), _("上述帮扶措施的金额合计，单位：元。"), "help", "money"),
    Figure("goods_given", _("慰问物资"), _("期内走访记录中登记的慰问物资笔数。"), "help"),
    Figure("goods", _("慰问金额"), _("期内走访记录中慰问物资折合金额合计，单位：元。"), "help", "money"),
]
FIGURES = [*_DUTIES, *_CONTACTS, *_VISITS, *_MEETINGS, *_MATTERS, *_CASES, *_HELP]
BY_CODE = {figure.code: figure for figure in FIGURES}

# The 年度汇总 as on paper, after 单位.
ANNUAL = [
    BY_CODE[code]
    for code in (
        *("cadres", "points", "households", "visit_people", "visit_households", "coverage"),
        *("matters", "solved", "solved_rate", "satisfaction"),
        *("forums", "talks", "receptions", "outreach", "appointments", "sponsored"),
        *("commitments", "kept", "volunteering", "practical_help", "goods"),
    )
]
