"""The columns of the lists of cadres and of log-ins."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.lists import Column
from core.wording import joined, with_note


def of_post(value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What the first post that a cadre holds now says; nothing where they hold none."""
    return lambda cadre: value(cadre.current_posts[0]) if cadre.current_posts else None


def unit_of(cadre: Any) -> str:
    if cadre.current_posts:
        return str(cadre.current_posts[0].unit)
    return _("已离任") if cadre.left_on else _("未任职")


def roles_of(account: Any) -> str:
    return joined(with_note(grant.get_role_display(), grant.unit.label) for grant in account.current_grants)


def state_of(account: Any) -> str:
    if not account.is_active:
        return _("停用")
    return _("已锁定") if account.locked_now else _("启用")


CADRES = (
    Column("name", gettext_lazy("姓名"), lambda cadre: cadre, is_cell=True),
    Column("unit", gettext_lazy("单位"), unit_of, is_cell=True, width=24),
    Column("title", gettext_lazy("职务"), of_post(lambda post: post.title), is_cell=True),
    Column("rank", gettext_lazy("职级"), of_post(lambda post: post.get_rank_display())),
    Column("position", gettext_lazy("岗位类别"), of_post(lambda post: post.get_position_display()), is_extra=True),
    Column("since", gettext_lazy("任职日期"), of_post(lambda post: post.start), "date", is_extra=True),
    Column("left_on", gettext_lazy("离任日期"), lambda cadre: cadre.left_on, "date", is_extra=True),
)
USERS = (
    Column("username", gettext_lazy("用户名"), lambda account: account.username, is_cell=True),
    Column("name", gettext_lazy("姓名"), lambda account: account.name),
    Column("roles", gettext_lazy("角色"), roles_of, is_cell=True, width=40),
    Column("state", gettext_lazy("状态"), state_of, is_cell=True),
    Column("created_at", gettext_lazy("建立时间"), lambda account: account.created_at, "moment", is_extra=True),
)
