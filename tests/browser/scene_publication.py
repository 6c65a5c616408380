"""The public page of the town, for the pages that the browser looks at: drafts, one to approve, one of most kinds."""

import datetime
from typing import TYPE_CHECKING, Any

from core import clock
from core.files import CheckedFile
from reports.actions import publication, publication_steps, publication_writing
from reports.models import PublicEdition, PublicPage
from visits.models import Rota

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_publication(scene: "Scene") -> PublicPage:
    """Written by the administrator, so that the secretary, who heads the town, approves."""
    admin, now = scene.users["organisation_admin"], clock.now()
    page = publication.open_page(unit=scene.town, slug="hekou", heading="party", by=admin, at=now)
    _write(scene, page, "notice", title="意见征集", text="征集群众意见。")
    waiting = _write(scene, page, "notice", title="村级财务公开", text="二季度收支情况见附件。", attachments=[_file()])
    publication_steps.submit_edition(waiting, by=admin, at=now)
    notice = _show(
        scene, _write(scene, page, "notice", title="评议结果", text="评议工作已完成。", attachments=[_file()])
    )
    publication_writing.change_item(notice, by=admin, at=now)
    _show(scene, _write(scene, page, "introduction", title="单位介绍", text="负责全镇党的建设工作。"))
    _show(scene, _write(scene, page, "commitments", title="公开承诺"))
    _show(scene, _write(scene, page, "rota", title="领导接访", rota=Rota.objects.get(unit=scene.town)))
    _show(scene, _write(scene, page, "channels", title="反映渠道", text="意见箱在镇政府门口。"))
    last_year = scene.today.year - 1
    period = {"period_start": datetime.date(last_year, 1, 1), "period_end": datetime.date(last_year, 12, 31)}
    _show(scene, _write(scene, page, "figures", title="去年工作数据", figures=["logs", "coverage"], **period))
    return page


def _write(scene: "Scene", page: PublicPage, kind: str, *, title: str, **fields: Any) -> PublicEdition:
    by = scene.users["organisation_admin"]
    given = {"title": title, "text": "", "shown_from": scene.today, **fields}
    return publication_writing.write_item(page, kind=kind, **given, by=by, at=clock.now())


def _show(scene: "Scene", edition: PublicEdition) -> PublicEdition:
    edition = publication_steps.submit_edition(edition, by=scene.users["organisation_admin"], at=clock.now())
    approving = {"has_checked": True, "version": edition.version, "by": scene.users["secretary"], "at": clock.now()}
    return publication_steps.approve_edition(edition, **approving)


def _file() -> CheckedFile:
    return CheckedFile("收支明细.pdf", "application/pdf", b"%PDF-1.4\n")
