"""Contact categories that come with the product; rulebooks refer to their codes. An organisation adds its own."""

from django.db.models import Model

CATEGORIES = [
    # (code, name, target)
    ("town_or_street", "乡镇（街道）", "point"),
    ("improvement_village", "整治提升村", "point"),
    ("old_base_village", "革命老区村", "point"),
    ("registered_poor_household", "建档立卡户", "household"),
    ("private_enterprise", "民营企业", "point"),
    ("key_project", "重点项目", "point"),
    ("village_or_community", "村（社区）", "point"),
    ("veteran_member", "老党员", "resident"),
    ("prosperity_leader", "致富带头人", "resident"),
    ("ordinary_household", "普通户", "household"),
    ("grassroots_unit", "基层单位", "point"),
    ("service_recipient", "服务对象", "resident"),
    ("hardship_household", "困难户", "household"),
    ("entitled_household", "优抚对象户", "household"),
    ("vulnerable_family", "特殊困难家庭", "household"),
    ("front_line_team", "一线班组", "point"),
    ("posted_worker_family", "外派职工家庭", "household"),
    ("staff_contact", "联系职工", "resident"),
    ("contact_person", "联系对象", "resident"),
    ("paired_person", "志愿结对群众", "resident"),
    ("party_branch_point", "支部联系点", "point"),
    ("party_building_point", "党建联系点", "point"),
    ("field_point", "分管领域联系点", "point"),
    ("delegate_contact", "所联系党代表", "resident"),
    ("member_contact", "所联系党员", "resident"),
    ("community_post", "社区报到岗位", "point"),
    ("village_in_charge", "包村联系村", "point"),
]


def load(category: type[Model]) -> None:
    """Enter the shipped categories that are not there yet; what an organisation renamed stays."""
    there = set(category.objects.values_list("code", flat=True))  # type: ignore[attr-defined]
    category.objects.bulk_create(  # type: ignore[attr-defined]
        category(code=code, name=name, target=target, order=order * 10)
        for order, (code, name, target) in enumerate(CATEGORIES)
        if code not in there
    )
