"""What somebody enters along with a log: plain values, checked by the actions."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Unit


@dataclass(frozen=True)
class MatterHeard:
    """What was heard (诉求). `reply` says what was done where it was solved on the spot.

    `unit` answers for it; without one, the unit on whose behalf the visit was made.
    """

    text: str
    solved_on_the_spot: bool = False
    reply: str = ""
    promise: str = ""
    due: datetime.date | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class GoodsGiven:
    """Goods or money brought (R10.2). `amount` in yuan."""

    item: str
    quantity: Decimal = Decimal(1)
    measure: str = ""
    amount: Decimal | None = None
    recipient: str = ""


@dataclass(frozen=True)
class Travel:
    """How one travelled (R1.11). What is empty was not recorded, and is no breach."""

    entourage: int | None = None
    meals: str = ""
    had_welcome: bool | None = None
