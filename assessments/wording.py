"""What a criterion's source says, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Criterion, How
from assessments.sources import ALL
from core.wording import joined


class Words:
    """What goes without saying (the defaults) is left out. Names of codes are read once, however many use them."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, Any]] = {}

    def of(self, criterion: Criterion) -> str:
        if criterion.how == How.JUDGED:
            return str(criterion.get_how_display())
        source = ALL[criterion.source["of"]]
        parts = [
            _("%(title)s：%(value)s") % {"title": parameter.title, "value": self._value(parameter, value)}
            for parameter in source.parameters
            if (value := criterion.source.get(parameter.name, parameter.default)) != parameter.default
        ]
        text = _("；").join(parts)
        return _("%(title)s（%(text)s）") % {"title": source.title, "text": text} if text else str(source.title)

    def _value(self, parameter: Any, value: Any) -> str:
        if parameter.name not in self._names:
            self._names[parameter.name] = parameter.names()
        names = self._names[parameter.name]
        values: Iterable[Any] = value if isinstance(value, list) else [value]
        return joined(names.get(each, each) for each in values)
