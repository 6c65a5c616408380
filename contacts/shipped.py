"""Contact categories that come with the product; rulebooks refer to their codes. An organisation adds its own."""

from django.db.models import Model
from django.utils.translation import gettext_noop as _

CATEGORIES = [
    # (code, name, target)
    ("town_or_street", _("乡镇（街道）"), "point"),
    ("improvement_village", _("整治提升村"), "point"),
    ("old_base_village", _("革命老区村"), "point"),
    ("registered_poor_household", _("建档立卡户"), "household"),
    ("private_enterprise", _("民营企业"), "point"),
    ("key_project", _("重点项目"), "point"),
    ("village_or_community", _("村（社区）"), "point"),
    ("veteran_member", _("老党员"), "resident"),
    ("prosperity_leader", _("致富带头人"), "resident"),
    ("ordinary_household", _("普通户"), "household"),
    ("grassroots_unit", _("基层单位"), "point"),
    ("service_recipient", _("服务对象"), "resident"),
    ("hardship_household", _("困难户"), "household"),
    ("entitled_household", _("优抚对象户"), "household"),
    ("vulnerable_family", _("特殊困难家庭"), "household"),
    ("front_line_team", _("一线班组"), "point"),
    ("posted_worker_family", _("外派职工家庭"), "household"),
    ("staff_contact", _("联系职工"), "resident"),
    ("contact_person", _("联系对象"), "resident"),
    ("paired_person", _("志愿结对群众"), "resident"),
    ("party_branch_point", _("支部联系点"), "point"),
    ("party_building_point", _("党建联系点"), "point"),
    ("field_point", _("分管领域联系点"), "point"),
    ("delegate_contact", _("所联系党代表"), "resident"),
    ("member_contact", _("所联系党员"), "resident"),
    ("community_post", _("社区报到岗位"), "point"),
    ("village_in_charge", _("包村联系村"), "point"),
]


def load(category: type[Model]) -> None:
    """Enter the shipped categories that are not there yet; what an organisation renamed stays."""
    there = set(category.objects.values_list("code", flat=True))  # type: ignore[attr-defined]
    category.objects.bulk_create(  # type: ignore[attr-defined]
        category(code=code, name=name, target=target, order=order * 10)
        for order, (code, name, target) in enumerate(CATEGORIES)
        if code not in there
    )
