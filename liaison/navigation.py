"""The menu: which entries a user sees follows from their roles. Built when a template first asks for it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.marking import is_called
from core.models import InboxItem
from core.search import is_enough, words_of
from liaison.chapters import chapter_of

ADMINS = ("organisation_admin", "system_admin")
READERS = ("auditor", *ADMINS)
KEEPERS = ("secretary", *ADMINS)
HEADS = ("secretary", "leader", *READERS)


@dataclass(frozen=True)
class Item:
    """An entry as declared: shown to those who hold one of `roles`, or to everybody when there are none."""

    view: str
    label: Any
    icon: str
    roles: tuple[str, ...] = ()


@dataclass
class Entry:
    """An entry as shown."""

    url: str
    label: Any
    icon: str
    current: bool = False
    count: int = 0


@dataclass
class Section:
    label: Any
    entries: list[Entry] = field(default_factory=list)


PRIMARY = Item("visits:create", _("登记走访"), "pencil-square")
AT_THE_DOOR = Item("petitions:receive", _("接待来访"), "pencil-square")
INBOX = Item("core:inbox", _("收件箱"), "bell")
MENU: tuple[tuple[Any, tuple[Item, ...]], ...] = (
    ("", (Item("home", _("首页"), "house"), INBOX, Item("duties:mine", _("我的职责"), "check2-square"))),
    (
        _("走访"),
        (
            Item("visits:list", _("走访记录"), "journal-text"),
            Item("visits:matters", _("群众诉求"), "chat-left-text"),
            Item("visits:rotas", _("值班表"), "calendar-week"),
            Item("visits:batch", _("纸质补录"), "files", KEEPERS),
        ),
    ),
    (
        _("联系"),
        (
            Item("contacts:mine", _("我的联系对象"), "person-heart"),
            Item("contacts:points", pgettext_lazy("list", "联系点"), "geo-alt"),
            Item("contacts:households", pgettext_lazy("list", "联系户"), "people"),
            Item("contacts:help_plans", pgettext_lazy("list", "帮扶计划"), "heart"),
            Item("contacts:cards", _("连心卡"), "postcard"),
            Item("contacts:arrangement", _("年度联系安排"), "diagram-3", HEADS),
        ),
    ),
    (
        _("信访"),
        (
            Item("petitions:cases", _("信访事项"), "envelope-paper"),
            Item("petitions:receptions", _("接访与包案"), "person-raised-hand"),
            Item("petitions:rates", _("三率"), "percent", ("petition_clerk", "auditor", "leader", "secretary")),
            Item("petitions:identity_log", _("身份查阅记录"), "eye", ("auditor",)),
            Item("petitions:settings", _("信访设置"), "sliders", ("petition_clerk", *ADMINS)),
        ),
    ),
    (
        _("协调"),
        (
            Item("petitions:sheets", _("工作联系单"), "send"),
            Item("petitions:meetings", _("会议与议定事项"), "calendar-event"),
            Item("petitions:consultations", _("征求意见"), "megaphone"),
            Item("petitions:proposals", _("党代表意见建议"), "lightbulb"),
        ),
    ),
    (
        _("考核与评议"),
        (
            Item("assessments:commitments", _("承诺、志愿与党代表"), "patch-check"),
            Item("assessments:officers", _("政工联络员"), "person-lines-fill"),
            Item("assessments:items", _("信息采用"), "chat-square-text"),
            Item("assessments:surveys", _("调查评议"), "ui-checks"),
            Item("assessments:overview", _("季度考核"), "clipboard-data"),
            Item("assessments:scorecards", _("考核表"), "list-ol"),
            Item("assessments:statements", _("述职报告"), "file-earmark-text"),
        ),
    ),
    (
        _("制度与报表"),
        (
            Item("duties:behind", _("落实情况"), "clipboard-check", HEADS),
            Item("duties:rulebooks", _("制度"), "book"),
            Item("reports:rollup", _("汇总"), "bar-chart", (*HEADS, "petition_clerk", "personnel")),
            Item("reports:annual", _("年度汇总"), "table", HEADS),
            Item("reports:subscriptions", _("定期报表"), "calendar-check", HEADS),
            Item("reports:papers", _("简报与打印"), "printer"),
            Item("reports:publication", _("公开页"), "megaphone", HEADS),
            Item("reports:imports", _("从Excel导入"), "file-earmark-arrow-up", KEEPERS),
            Item("reports:tokens", _("数据接口"), "plug", READERS),
        ),
    ),
    (
        _("组织与设置"),
        (
            Item("reports:first_steps", _("准备工作"), "signpost-split", ADMINS),
            Item("accounts:units", pgettext_lazy("list", "单位"), "building", HEADS),
            Item("accounts:cadres", pgettext_lazy("list", "干部"), "person-badge", (*HEADS, "personnel")),
            Item("accounts:groups", _("班子与小组"), "person-lines-fill", (*HEADS, "personnel")),
            Item("accounts:delegations", _("代理"), "person-check"),
            Item("contacts:categories", _("联系类别"), "tags", READERS),
            Item("visits:kinds", _("走访形式"), "list-check", READERS),
            Item("accounts:unit_kinds", _("单位类型"), "diagram-2", READERS),
            Item("accounts:periods", _("时段与节日"), "calendar-range", READERS),
            Item("accounts:calendar", _("工作日历"), "calendar3", READERS),
            Item("accounts:users", pgettext_lazy("list", "用户"), "key", READERS),
            Item("accounts:feedback_list", _("使用意见"), "chat-square-dots", ("system_admin",)),
            Item("core:outbox", _("邮件"), "envelope", ADMINS),
            Item("core:audit", _("操作记录"), "clock-history", ("auditor", "system_admin")),
        ),
    ),
)
ACCOUNT = (
    Item("accounts:me", _("我的账号"), "person"),
    Item("accounts:password", _("修改密码"), "lock"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav` costs nothing on a page that does not draw the menu."""
    return {"nav": Navigation(request)}


class Navigation:
    """What the menu and the top bar show to one request's user. Each part is worked out on first use."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.user = getattr(request, "user", None)

    @cached_property
    def sections(self) -> list[Section]:
        """Sections that have an entry for this user, with the current page marked."""
        sections = [Section(label, self._shown(items)) for label, items in MENU]
        self._mark_current([entry for section in sections for entry in section.entries])
        return [section for section in sections if section.entries]

    @cached_property
    def account(self) -> list[Entry]:
        return self._shown(ACCOUNT)

    @cached_property
    def primary(self) -> Entry | None:
        """登记走访, for whoever is a cadre or writes for a unit; 接待来访 at the petition desk; an auditor has
        no button that writes."""
        if self._is_in and self._holds(("petition_clerk",)) and not self._holds(KEEPERS):
            return self._shown((AT_THE_DOOR,))[0]
        may = self._is_in and (self.user.access.cadre_ids or self._holds(KEEPERS))
        return self._shown((PRIMARY,))[0] if may else None

    @property
    def has_box(self) -> bool:
        """Whether the bar above has the box to find with: the page of what was found has its own."""
        return self._is_in and self.request.path != reverse("core:find")

    @cached_property
    def asked_for(self) -> list[Entry]:
        """Entries of the menu that are called what somebody looks for; two characters or initials are enough."""
        words = words_of(self.request.GET.get("q", ""))
        entries = [entry for section in self.sections for entry in section.entries] + self.account
        return [entry for entry in entries if is_enough(words) and all(is_called(str(entry.label), w) for w in words)]

    @cached_property
    def inbox(self) -> Entry | None:
        return self._shown((INBOX,))[0] if self._is_in else None

    @cached_property
    def unread(self) -> int:
        """How many notices wait. Asked at most once for a page; two queries at most.

        Most people have nothing unread: then nothing needs to be kept from them, and working out what is takes longer
        than many a page.
        """
        if not self._is_in or not InboxItem.objects.filter(user=self.user).unread().exists():
            return 0
        return InboxItem.objects.visible_to(self.user).unread().count()

    @cached_property
    def help(self) -> Entry | None:
        """The chapter of the handbook that explains this page."""
        url = reverse("core:help_chapter", args=[chapter_of(self.request.path)])
        return Entry(url, _("本页说明"), "question-circle") if self._is_in else None

    @property
    def first_steps(self) -> Entry | None:
        """Back to the checklist, for whoever is setting up; asked of the session that is there anyway."""
        url = reverse("reports:first_steps")
        is_on = self._is_in and "setting_up" in self.request.session and self.request.path not in (url, reverse("home"))
        return Entry(url, _("继续准备工作"), "signpost-split") if is_on else None

    @cached_property
    def logout(self) -> str:
        return reverse("accounts:logout")

    @property
    def _is_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    def _holds(self, roles: tuple[str, ...]) -> bool:
        return self._is_in and (not roles or self.user.access.has_role(*roles))

    def _shown(self, items: tuple[Item, ...]) -> list[Entry]:
        return [
            Entry(reverse(item.view), item.label, item.icon, count=self.unread if item is INBOX else 0)
            for item in items
            if self._holds(item.roles)
        ]

    def _mark_current(self, entries: list[Entry]) -> None:
        """The entry whose address begins the page's address; the longest one wins."""
        matching = [e for e in entries if e.url != "/" and self.request.path.startswith(e.url)]
        matching = matching or [e for e in entries if e.url == self.request.path]
        if matching:
            max(matching, key=lambda entry: len(entry.url)).current = True
