"""Parsing and checking of what is typed on the pages of duties."""

from duties.forms.narrowing import BehindFilter, BurdenFilter
from duties.forms.rule import RuleForm
from duties.forms.upload import UploadForm

__all__ = ["BehindFilter", "BurdenFilter", "RuleForm", "UploadForm"]
