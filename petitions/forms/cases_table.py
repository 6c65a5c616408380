"""Every step of the table of states with the form that asks for it, the action that takes it, and what is said above
the form: the article behind it, and what follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from petitions.actions import deciding, handing, handling, people, receiving
from petitions.forms import cases_steps as forms


@dataclass(frozen=True)
class StepPage:
    """`labels`: what fields are called in this step, where a form serves several."""

    form: type[forms.StepForm]
    act: Callable[..., Any]
    lead: str | Promise = ""
    labels: Mapping[str, str | Promise] = field(default_factory=dict)


STEP_PAGES: dict[str, StepPage] = {
    "register": StepPage(
        forms.RegisterForm, receiving.register, _("第二十二条：凡有反映，一律登记；15日内转送、交办或提出意见。")
    ),
    "join": StepPage(forms.JoinForm, handling.join, _("同一件事由一处办理，一次办理答复所有反映人。")),
    "solve_on_spot": StepPage(
        forms.SolveForm, handling.solve_on_spot, _("当场已经解决的，写明怎样解决；检举控告不能当场办结。")
    ),
    "forward": StepPage(
        forms.ForwardForm, handing.forward, _("第二十二条：转送有权处理的单位，接收单位15日内告知是否受理。")
    ),
    "assign": StepPage(forms.AssignForm, handing.assign, _("第二十二条：交办并限期报送结果。")),
    "object": StepPage(
        forms.ObjectForm,
        handing.object_to,
        _("第二十三条：不属于本单位职权的，收到之日起5个工作日内提出异议；逾期不能提出，材料经同意才能退回。"),
        {"reason": _("异议的理由和应当由谁办理")},
    ),
    "uphold_objection": StepPage(
        forms.RulingStep, handing.uphold_objection, _("第二十三条：同意退回的，由本单位重新转送、交办。")
    ),
    "reject_objection": StepPage(
        forms.RulingStep, handing.reject_objection, _("第二十三条：驳回的，接收单位须告知是否受理，不能再次提出异议。")
    ),
    "accept": StepPage(
        forms.WithLetterForm, handling.accept, _("第二十三条：书面告知受理。第三十四条：自受理之日起60日内办结。")
    ),
    "refuse": StepPage(forms.RefuseForm, handling.refuse, _("第二十三条：不予受理的，书面告知信访人并说明理由。")),
    "lead_elsewhere": StepPage(
        forms.LeadElsewhereForm,
        handling.lead_elsewhere,
        _("第三十一条：能够通过诉讼、仲裁、复议等途径解决的，导入相应途径。"),
    ),
    "begin": StepPage(
        forms.StepForm, handling.begin, _("第二十七条：诉求合理的解决到位，诉求无理的教育到位，困难的帮扶到位。")
    ),
    "note_progress": StepPage(
        forms.NoteStep, handling.note_progress, _("进展供办理人员查看，不向信访人显示。"), {"note": _("办理进展")}
    ),
    "ask_extension": StepPage(
        forms.AskExtensionForm,
        handling.ask_extension,
        _("第三十四条：情况复杂的，经本单位负责人批准可以延长一次，最多30日。"),
        {"reason": _("申请延期的理由")},
    ),
    "grant_extension": StepPage(
        forms.GrantExtensionForm,
        handling.grant_extension,
        _("第三十四条：由本单位负责人批准，申请人不能批准自己的申请；延期理由以书面告知信访人。"),
        {"reason": _("延期理由（告知信访人）")},
    ),
    "refuse_extension": StepPage(forms.ReasonStep, handling.refuse_extension, _("不批准的，原时限不变。")),
    "suspend": StepPage(
        forms.SuspendForm, handling.suspend, _("第三十三条：调解、和解期间，本单位规定中止计时的，时限顺延。")
    ),
    "resume": StepPage(forms.NoteStep, handling.resume, _("恢复后，时限按中止的天数顺延。")),
    "wait": StepPage(forms.WaitForm, handling.wait, _("暂时不能解决的，向信访人解释说明，并定下再次研究的日期。")),
    "decide": StepPage(
        forms.DecideForm,
        deciding.decide,
        _("第三十二条：处理意见书写明诉求、事实和理由、处理意见、法律政策依据和救济途径，缺一不可。"),
    ),
    "serve": StepPage(forms.ServeDecisionForm, deciding.serve, _("第三十五条：信访人自收到之日起30日内可以申请复查。")),
    "answer": StepPage(
        forms.AnswerForm, handling.answer, _("申诉求决事项须出具处理意见书（第三十二条），不能直接答复。")
    ),
    "close": StepPage(forms.ResultStep, handling.close, _("办结后回访，请信访人评价。")),
    "ask_review": StepPage(
        forms.ReasonStep,
        deciding.ask_review,
        _("第三十五条：收到处理意见书之日起30日内，向上一级提出；逾期不予受理。"),
        {"reason": _("申请复查的理由")},
    ),
    "decide_review": StepPage(forms.DecideForm, deciding.decide_review, _("第三十五条：收到申请之日起30日内作出。")),
    "ask_re_review": StepPage(
        forms.ReasonStep,
        deciding.ask_re_review,
        _("第三十六条：收到复查意见之日起30日内，向再上一级提出。"),
        {"reason": _("申请复核的理由")},
    ),
    "decide_re_review": StepPage(
        forms.DecideForm,
        deciding.decide_re_review,
        _("第三十六条：收到申请之日起30日内作出；作出后以同一事实和理由再提出的不再受理。"),
    ),
    "serve_review": StepPage(
        forms.ServeReviewForm, deciding.serve_review, _("第三十六条：信访人自收到复查意见之日起30日内可以申请复核。")
    ),
    "begin_hearing": StepPage(forms.HearingForm, deciding.begin_hearing, _("第三十六条：听证所需时间不计算在期限内。")),
    "end_hearing": StepPage(forms.HearingForm, deciding.end_hearing, _("第三十六条：听证所需时间不计算在期限内。")),
    "add_information": StepPage(forms.InformationForm, people.add_information, _("信访人来电、来访补充的，如实记录。")),
    "withdraw": StepPage(
        forms.ReasonStep, people.withdraw, _("由信访人提出；不得要求信访人撤回。"), {"reason": _("信访人撤回的原因")}
    ),
    "rate": StepPage(forms.RateForm, people.rate, _("照信访人所说登记；登记后不能修改。")),
    "reopen": StepPage(
        forms.ReasonStep, handling.reopen, _("答复没有落实、出现新情况的，重新办理。"), {"reason": _("重新办理的理由")}
    ),
    "call_back": StepPage(forms.CallBackForm, handling.call_back, _("上门回访同时记入走访记录，不必另行登记。")),
    "urge": StepPage(forms.ReasonStep, handling.urge, _("提醒承办单位和承办人。"), {"reason": _("催办理由")}),
    "supervise": StepPage(
        forms.ReasonStep, handling.supervise, _("列入督办，同时通知承办单位负责人。"), {"reason": _("督办理由")}
    ),
    "escalate": StepPage(
        forms.ReasonStep, handing.escalate, _("本级不能解决的，逐级上报上级单位。"), {"reason": _("上报的理由")}
    ),
    "call_units": StepPage(
        forms.CallForm, handing.call_units, _("吹哨报到：被呼叫的单位到场办理，双方互评；事项仍由本单位办理。")
    ),
    "name_handlers": StepPage(forms.HandlersForm, handing.name_handlers, _("指定后，承办人可以办理并查看信访人身份。")),
    "recuse": StepPage(
        forms.RecuseForm, handing.recuse, _("第二十八条：与事项有利害关系的须回避；登记后，其不再看到这件事项。")
    ),
    "issue_letter": StepPage(forms.IssueLetterForm, deciding.issue_letter, _("办理步骤已经出具的告知书不必重复出具。")),
    "serve_notice": StepPage(forms.ServeNoticeForm, deciding.serve_notice, _("登记告知书、答复意见书送达的情况。")),
}
