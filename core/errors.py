"""The one error that an action raises when a rule forbids what was asked."""


class DomainError(Exception):
    """A refusal in the user's language. Nothing was written.

    `field` names the form field that it belongs to, or None when it concerns the whole form.
    """

    def __init__(self, message: str, *, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field
