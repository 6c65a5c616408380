"""Stored figures of a very large unit are brought up to date when somebody asks for it."""

import datetime

from accounts.models import User
from core import audit
from reports.asking import Question
from reports.rollup import stored
from reports.rollup.asked import ask


def recount(question: Question, *, by: User, at: datetime.datetime, on: datetime.date) -> datetime.datetime:
    """Count the question anew for all who read the same part of the tree; may take some seconds. Returns as of when the
    figures are.

    Not one transaction: others read the figures of before until the new ones are there. Raises PermissionDenied for a
    unit that the user does not read.
    """
    asked = ask(question, by, on)
    audit.record("reports.recount", question.unit, by=by, at=at, unit_path=question.unit.path, data={})
    return stored.recount(asked)
