"""What people are told of the reports that the worker made: where to fetch them, never the file."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import MailPreference
from core import inbox, outbox
from reports.models import ReportJob


def tell(job: ReportJob, title: str, body: str, *, at: datetime.datetime) -> None:
    """A notice; for a report that is made regularly a letter as well, for who wants letters. Neither names a person."""
    what, step, url = f"report:{job.pk}", f"{at:%Y%m%d%H%M%S}", job.get_absolute_url()
    inbox.notify(what, step, job.requested_by, title, body, url=url, at=at)
    user = job.requested_by
    if job.scheduled_id and user.email and user.mail_preference != MailPreference.OFF:
        text = "\n".join([body, _("请登录后查看："), f"{settings.BASE_URL}{url}"])
        outbox.post(what, step, user, title, text, at=at)
