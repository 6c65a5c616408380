"""Who may do what with surveys and appraisals."""

from typing import TYPE_CHECKING

from accounts.models import Unit
from assessments.querysets.surveys import ORGANISERS, READERS

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Survey


def may_organise(user: "User", unit: Unit) -> bool:
    return user.access.covers(unit.path, *ORGANISERS)


def may_read_all(user: "User", survey: "Survey") -> bool:
    """The whole result and its texts, as soon as the survey is closed. Others see their own part once published."""
    return user.access.covers(survey.unit_path, *READERS)
