"""Forms of the visit log."""

from visits.forms.batch import BatchForm
from visits.forms.filters import LogFilter, MatterFilter
from visits.forms.small import FilesForm, MatterForm, SolveForm, WithdrawForm
from visits.forms.starting import asked_for, initial_of, typed
from visits.forms.talk import TalkForm
from visits.forms.visit import ChangeForm, VisitForm

__all__ = [
    "BatchForm",
    "ChangeForm",
    "FilesForm",
    "LogFilter",
    "MatterFilter",
    "MatterForm",
    "SolveForm",
    "TalkForm",
    "VisitForm",
    "WithdrawForm",
    "asked_for",
    "initial_of",
    "typed",
]
