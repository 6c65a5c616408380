"""What the people fill in to answer a survey, without log-in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.actions.surveys_answering import LONGEST_TEXT
from assessments.models import Pool, QuestionKind, Survey
from assessments.selectors.survey_sheets import Item, Part, parts_of
from petitions.forms.people import PlainForm, text_field

CHOOSE = dict.fromkeys(("required", "invalid_choice"), _("请选择一项。"))


class AnswerCodeForm(PlainForm):
    code = forms.CharField(
        label=_("答题码"),
        max_length=40,
        help_text=_("答题条上的12位字母和数字，例如“7K2M-9QXA-4TBE”，不分大小写。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填写答题条上的答题码。")},
    )


def field_of(item: Item) -> forms.Field:
    """The field of one item; what need not be answered can be left, also after a tap."""
    question = item.question
    if question.is_text:
        required = gettext("请填写。") if question.is_required else ""
        field = text_field(item.label, rows=4, required=required, max_length=LONGEST_TEXT)
        field.widget.attrs["class"] = "form-control"
        return field
    if item.is_multiple:
        return forms.MultipleChoiceField(
            label=item.label,
            choices=question.choices,
            required=question.is_required,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请至少选择一项。")},
        )
    left = _("弃权") if question.kind == QuestionKind.GRADE else _("不作答")
    choices = question.choices if question.is_required else [*question.choices, ("", left)]
    return forms.ChoiceField(
        label=item.label,
        choices=choices,
        required=question.is_required,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class AnswerForm(PlainForm):
    """The sheet of a survey. Without a pool a preview."""

    def __init__(self, *args: Any, survey: Survey, pool: Pool | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sheet = parts_of(survey, pool)
        for part in self.sheet:
            self.fields |= {item.key: field_of(item) for item in part.items}

    def parts(self) -> list[tuple[Part, list[tuple[Item, forms.BoundField]]]]:
        """Each question with what it asks and the fields for it."""
        return [(part, [(item, self[item.key]) for item in part.items]) for part in self.sheet]

    @property
    def answers(self) -> dict[str, Any]:
        items = [item for part in self.sheet for item in part.items if not part.question.is_text]
        return {item.key: self.cleaned_data[item.key] for item in items}

    @property
    def texts(self) -> dict[int, str]:
        asked = [part.question for part in self.sheet if part.question.is_text]
        return {question.pk: self.cleaned_data[Item(question).key] for question in asked}
