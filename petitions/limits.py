"""How often one may ask the people's pages: by address and by form, within an hour. Kept in the database, so that it
holds for every process of an installation; an hour later nothing is left of it."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from petitions import codes
from petitions.models import RequestCount

HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Allowance:
    """`most` times within an hour of the clock."""

    purpose: str
    most: int


# Many people of a village share one address of their telephone company.
SENDINGS = Allowance("send", 40)
SENDINGS_OF_A_FORM = Allowance("form", 400)
WRONG_CODES = Allowance("code", 10)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Behind the product's own proxy, as that one says: it writes the header anew."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "")
        return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    return str(request.META.get("REMOTE_ADDR", ""))


def take(allowance: Allowance, whom: str, *, at: datetime.datetime) -> bool:
    """Count one more, and say whether it is still within the allowance. Forgets the hours before."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    RequestCount.objects.filter(hour__lt=hour).delete()
    key = _key(allowance, whom, hour)
    RequestCount.objects.get_or_create(key=key, defaults={"hour": hour})
    RequestCount.objects.filter(key=key).update(count=F("count") + 1)
    return RequestCount.objects.filter(key=key, count__lte=allowance.most).exists()


def give_back(allowance: Allowance, whom: str, *, at: datetime.datetime, times: int) -> None:
    """Take back `times` of what was counted. With 0 it does the same work, and changes nothing."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    rows = RequestCount.objects.filter(key=_key(allowance, whom, hour), count__gte=times)
    rows.update(count=F("count") - times)


def _key(allowance: Allowance, whom: str, hour: datetime.datetime) -> str:
    return codes.address_key("count", f"{allowance.purpose}|{hour:%Y-%m-%dT%H}|{whom}")
