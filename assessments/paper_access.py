"""Who prints codes and enters sheets on paper: who holds the survey, unless it is about them."""

from typing import TYPE_CHECKING

from assessments.querysets.sheets import CONFIRMERS
from assessments.querysets.surveys import ORGANISERS
from assessments.survey_access import may_organise

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Survey


def is_about(user: "User", survey: "Survey") -> bool:
    """Whether the survey is about the user, or whom they act for."""
    return survey.subjects.filter(cadre__in=user.access.cadre_ids).exists()


def may_hand_out(user: "User", survey: "Survey") -> bool:
    """Who is assessed neither holds the codes nor reads the sheets."""
    return may_organise(user, survey.unit) and not is_about(user, survey)


def may_decide(user: "User", survey: "Survey") -> bool:
    """Who enters the organisation's verdicts; of oneself nobody does."""
    return user.access.covers(survey.unit_path, *ORGANISERS, *CONFIRMERS)
