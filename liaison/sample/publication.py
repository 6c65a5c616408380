"""What the mine makes public (R10.8): written by the county's organisation department, approved by the mine's head."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Role, User
from core import periods
from liaison.sample.mine import Mine
from liaison.sample.people import DAY
from reports.actions import publication, publication_steps, publication_writing
from reports.models import PublicPage

INTRODUCTION = (
    "本矿设采煤、掘进、机电、运输等区队。厂务公开由政工科承办，接受全体职工和家属监督。\n办公时间：工作日八时至十八时。"
)
NOTICES = [
    ("食堂承包招标结果", "经公开招标，职工食堂由原承包单位续包一年，菜价每月公示。"),
    ("劳动防护用品发放标准调整", "自下月起，井下手套由每月四副调整为每月六副，更换厂家前征求区队意见。"),
    ("职工宿舍公用洗衣间修缮", "单身宿舍一至三号楼洗衣间已修缮完毕，即日起使用。"),
]
CHANNELS = "意见箱设在井口候车室和食堂门口，每周一开箱。每月十五日为矿领导接待日，地点在办公楼一楼接待室。"
WAITING = ("年度先进集体名单", "经区队推荐、民主评议，拟表彰下列区队，公示五个工作日。")
FIGURES = ["logs", "visit_people", "talks", "matters", "solved_rate", "satisfaction"]


def publish(mine: Mine, director: User, today: datetime.date) -> None:
    """Everything through the actions, on the days on which it was done; one item still waits for approval."""
    by = User.objects.get(grants__role=Role.ORGANISATION_ADMIN)
    page = publication.open_page(unit=mine.unit, slug="mine", heading="factory", by=by, at=_at(today - DAY * 200))
    show = _Showing(page, by, director)
    show("introduction", today - DAY * 200, title="矿情简介", text=INTRODUCTION)
    show("channels", today - DAY * 200, title="反映渠道", text=CHANNELS)
    for number, (title, text) in enumerate(NOTICES, 1):
        show("notice", today - DAY * 25 * number, title=title, text=text)
    quarter = periods.quarter(today).previous
    period = {"period_start": quarter.start, "period_end": quarter.end}
    show("figures", today - DAY, title="上季度联系职工情况", text="", figures=FIGURES, **period)
    title, text = WAITING
    waiting = show.write("notice", today - DAY, title=title, text=text)
    publication_steps.submit_edition(waiting, by=by, at=_at(today - DAY))


class _Showing:
    """Writes for one page as one user, approves as another."""

    def __init__(self, page: PublicPage, writer: User, approver: User):
        self.page, self.writer, self.approver = page, writer, approver

    def write(self, kind: str, day: datetime.date, **fields: Any) -> Any:
        return publication_writing.write_item(
            self.page, kind=kind, shown_from=day, **fields, by=self.writer, at=_at(day), is_checked=True
        )

    def __call__(self, kind: str, day: datetime.date, **fields: Any) -> None:
        edition = publication_steps.submit_edition(self.write(kind, day, **fields), by=self.writer, at=_at(day))
        publication_steps.approve_edition(
            edition, has_checked=True, version=edition.version, by=self.approver, at=_at(day, 16)
        )


def _at(day: datetime.date, hour: int = 9) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(day.year, day.month, day.day, hour))
