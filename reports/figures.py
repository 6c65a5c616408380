"""The figures of the annual summary: their names, and how each is defined. One list for pages, workbooks and docs."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Figure:
    """`rate_of` names the (numerator, denominator) of a rate; a rate is never added up."""

    code: str
    name: str | Promise
    definition: str | Promise
    rate_of: tuple[str, str] | None = None
    is_money: bool = False


FIGURES = [
    Figure("cadres", _("干部数"), _("期末（未到期末的取今日）在该单位及下级单位任职的干部，一人只计一次。")),
    Figure("points", _("联系点"), _("期内该单位及下级单位结对的联系点，一点只计一次。")),
    Figure("households", _("联系户"), _("期内该单位及下级单位结对的联系户，一户只计一次。")),
    Figure("visit_people", _("走访人次"), _("期内到现场的走访记录中，参加走访的干部人次。")),
    Figure("visit_households", _("走访户数"), _("期内走访记录中到过的户，一户只计一次。")),
    Figure(
        "coverage",
        _("覆盖率"),
        _("联系户中期内由该单位至少走访过一次的户数，除以联系户数。"),
        rate_of=("covered", "households"),
    ),
    Figure("matters", _("收集问题"), _("期内走访记录中登记的诉求件数。")),
    Figure("solved", _("办结数"), _("上述诉求中已办结的件数。")),
    Figure("solved_rate", _("办结率"), _("办结数除以收集问题数。"), rate_of=("solved", "matters")),
    Figure("satisfaction", _("满意率"), _("群众评价为满意、基本满意的件数除以已评价件数；尚无评价的为“—”。")),
    Figure("forums", _("座谈会"), _("期内座谈会场次。")),
    Figure("talks", _("谈心"), _("期内谈心谈话次数。")),
    Figure("receptions", _("接访"), _("期内接待群众来访次数。")),
    Figure("outreach", _("下访"), _("期内带案下访次数。")),
    Figure("appointments", _("约访"), _("期内约访次数。")),
    Figure("sponsored", _("包案"), _("期内包案协调次数。")),
    Figure("promises", _("承诺"), _("期内走访时作出的承诺事项件数。")),
    Figure("fulfilled", _("兑现"), _("上述承诺事项中已办结的件数。")),
    Figure("volunteering", _("志愿服务"), _("期内志愿服务日、志愿服务活动次数。")),
    Figure("practical_help", _("办实事"), _("期内落实的帮扶措施件数。")),
    Figure("goods", _("慰问金额"), _("期内走访记录中慰问物资折合金额，单位：元。"), is_money=True),
]
