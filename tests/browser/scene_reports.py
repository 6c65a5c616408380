"""What the reports keep rows of, for the pages that the browser looks at."""

import datetime
from typing import TYPE_CHECKING

from accounts.actions import answer_feedback, send_feedback
from core import clock
from reports.actions import issue_token
from tests.browser.scene_imports import build_imports
from tests.browser.scene_jobs import build_jobs

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_reports(scene: "Scene") -> None:
    issue_token(
        name="市级信息平台",
        unit=scene.county,
        purpose="数据归集",
        scopes=["logs", "rollups"],
        expires_on=scene.today + datetime.timedelta(days=90),
        by=scene.users["system_admin"],
        at=clock.now(),
        on=scene.today,
    )
    build_jobs(scene)
    build_imports(scene)
    _feedback(scene)


def _feedback(scene: "Scene") -> None:
    """One remark that waits, and one that was answered."""
    cadre, at = scene.users["cadre"], clock.now()
    said = {"page": "/visits/", "expected": "", "wants_reply": True, "by": cadre, "at": at}
    answered = send_feedback(kind="unclear", happened="不知道在哪里补录。", **said)
    answer_feedback(answered, state="done", answer="在“纸质补录”中登记。", by=scene.users["system_admin"], at=at)
    send_feedback(kind="slow", happened="列表打开较慢。", **said)
