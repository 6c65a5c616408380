"""Kinds of contact work that come with the product; rulebooks refer to their codes. An organisation adds its own."""

from django.db.models import Model
from django.utils.translation import gettext_noop as _

KINDS: list[tuple[str, str, str]] = [
    # (code, name, flags): s on site, d spans days, t stay, c confidential, m meeting, g goods, n names its target,
    # - only written by the product
    ("home_visit", _("入户走访"), "sn"),
    ("on_site", _("到点走访"), "sn"),
    ("courtesy_visit", _("走访慰问"), "sgn"),
    ("heart_to_heart", _("谈心谈话"), "c"),
    ("forum", _("座谈会"), "sm"),
    ("field_study", _("驻点调研"), "sdn"),
    ("stay", _("同吃同住"), "sdtn"),
    ("guidance", _("指导工作"), "sn"),
    ("phone", _("电话联系"), "n"),
    ("message", _("线上联系"), "n"),
    ("reception", _("接待群众来访"), "s"),
    ("outreach", _("带案下访"), "s"),
    ("appointment", _("约访"), "s"),
    ("case_coordination", _("包案协调"), "s"),
    ("call_back", _("上门回访"), "s-"),
    ("lecture", _("讲党课"), "sm"),
    ("members_meeting", _("党员会议"), "sm"),
    ("mass_meeting", _("群众大会"), "sm"),
    ("briefing", _("通气会"), "sm"),
    ("coordination_meeting", _("协调会"), "sm"),
    ("deliberation", _("议事会"), "sm"),
    ("exchange", _("交流会"), "sm"),
    ("consultation_meeting", _("会商会"), "m"),
    ("officers_meeting", _("联络员例会"), "m"),
    ("democratic_life_meeting", _("民主生活会"), "m"),
    ("report_hearing", _("听取汇报"), "m"),
    ("study", _("专题研究"), "m"),
    ("group_activity", _("集体活动"), "sm"),
    ("delegate_activity", _("党代表活动"), "sm"),
    ("inspection", _("检查"), "s"),
    ("record_check", _("检查联系记录"), ""),
    ("work_review", _("评议联系工作"), "m"),
    ("pairing_review", _("研究结对名单"), "m"),
    ("overall_view", _("联系对象总体评价"), "n"),
    ("volunteer_day", _("志愿服务日"), "s"),
    ("volunteer_activity", _("志愿服务活动"), "s"),
    ("survey", _("民意调查"), ""),
    ("appraisal", _("民主评议"), "m"),
    ("opinion_report", _("反映意见"), ""),
    ("written_report", _("书面报告"), ""),
    ("oral_report", _("口头汇报"), ""),
    ("summary", _("书面总结"), ""),
    ("card_handover", _("发放连心卡"), "sn"),
    ("incident", _("突发情况"), ""),
    ("life_event", _("得知变故"), "c"),
    # Of a branch, and of a member: one is not to be counted as the other.
    ("commitment", _("公开承诺"), "-"),
    ("member_commitment", _("党员承诺"), "-"),
]
SHIPPED = frozenset(code for code, _name, _flags in KINDS)
# Receptions and call-backs write their log when they are closed, commitments when they are published, contact cards
# when they are handed over; none could be done without these.
WRITTEN_BY_PRODUCT = frozenset(
    {"reception", "outreach", "appointment", "call_back", "commitment", "member_commitment", "card_handover"}
)


def load(kind: type[Model]) -> None:
    """Enter the shipped kinds that are not there yet; what an organisation renamed stays."""
    there = set(kind.objects.values_list("code", flat=True))  # type: ignore[attr-defined]
    kind.objects.bulk_create(  # type: ignore[attr-defined]
        kind(
            code=code,
            name=name,
            order=order * 10,
            is_on_site="s" in flags,
            spans_days="d" in flags,
            is_stay="t" in flags,
            is_confidential="c" in flags,
            is_meeting="m" in flags,
            has_goods="g" in flags,
            needs_target="n" in flags,
            is_by_hand="-" not in flags,
        )
        for order, (code, name, flags) in enumerate(KINDS)
        if code not in there
    )
