"""A criterion's source in a form: chosen from a list, with the fields of its parameters (named `of_…`)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import How
from assessments.sources import ALL
from assessments.sources.parameters import Choice, Codes, Number, Parameter
from duties.forms.rule_fields import WordsField, goes_with

Used = dict[Parameter, list[str]]


def source_choices(subject: str) -> list[tuple[str, Any]]:
    """Those that fit whom the scorecard assesses; "" is the scorer's own judgement."""
    fitting = [(name, source.title) for name, source in ALL.items() if subject in source.subjects]
    return [("", How.JUDGED.label), *fitting]


def source_fields(subject: str, names: dict[str, Any], *, leader: str) -> dict[str, forms.Field]:
    """A field for each parameter, with the sources that use it: with script only those of the chosen one are shown.
    `names` keeps what was read, so that many rows ask once."""
    fields = {}
    for parameter, users in _parameters(subject).items():
        if parameter.name not in names:
            names[parameter.name] = list(parameter.names().items())
        field = _field(parameter, names[parameter.name])
        # With the source chosen, some of them must be filled in.
        field.hide_optional = True  # type: ignore[attr-defined]
        fields[f"of_{parameter.name}"] = goes_with(f"{leader}:{','.join(users)}", field)
    return fields


def source_of(data: dict[str, Any]) -> dict[str, Any]:
    """The source as a scorecard holds it: of the chosen one the parameters that were filled in."""
    name = data["of"]
    if not name:
        return {}
    filled = {parameter.name: data.get(f"of_{parameter.name}") for parameter in ALL[name].parameters}
    return {"of": name} | {key: _plain(value) for key, value in filled.items() if value not in (None, "", [])}


def _parameters(subject: str) -> Used:
    used: Used = {}
    for name, source in ALL.items():
        for parameter in source.parameters if subject in source.subjects else ():
            same = next((known for known in used if known.name == parameter.name), parameter)
            used.setdefault(same, []).append(name)
    return used


def _field(parameter: Parameter, names: list[tuple[str, Any]]) -> forms.Field:
    options: dict[str, Any] = {"label": parameter.title, "required": False}
    if isinstance(parameter, Codes) and parameter.choices is None:
        return WordsField(parameter.title, _("条款的编号，用顿号隔开，例如 17.2、17.3。"))
    if isinstance(parameter, Codes):
        widget = forms.SelectMultiple(attrs={"data-choose": ""})
        return forms.MultipleChoiceField(choices=names, widget=widget, **options)
    if isinstance(parameter, Choice):
        return forms.ChoiceField(choices=names if parameter.default else [("", "—"), *names], **options)
    assert isinstance(parameter, Number), parameter
    return forms.DecimalField(
        min_value=parameter.least, max_value=parameter.most, decimal_places=parameter.places, **options
    )


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else str(value)
    return value
