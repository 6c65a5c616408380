"""What hangs on a leaver here: the units and colleagues that they supervise."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import handover
from accounts.actions.supervision import hand_over_supervisions, supervised_by
from accounts.models import Cadre


def register() -> None:
    handover.register(handover.Handover(_("分管工作"), _open, _give))


def _open(cadre: Cadre, on: datetime.date) -> Any:
    return supervised_by(cadre, on)


def _give(cadre: Cadre, to: Cadre, **how: Any) -> None:
    hand_over_supervisions(cadre, to=to, **how)
