"""With what a browser encrypts the drafts of forms that it keeps (static/js/draft.js)."""

import base64
from typing import Any

from django.utils.crypto import salted_hmac


def draft_key(user: Any) -> str:
    """256 bits in base64: the same for this user until their password changes, and on no page without their log-in.

    What lies in the browser's storage is then unreadable to whoever uses the device next.
    """
    text = f"{user.pk}:{user.password}"
    return base64.b64encode(salted_hmac("core.drafts", text, algorithm="sha256").digest()).decode()
