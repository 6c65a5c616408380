"""Rows of the reports. Figures are not among them: they are computed from the records."""

from reports.models.first_steps import SkippedStep, StepCode
from reports.models.imports import ImportBatch, ImportKind, ImportState
from reports.models.jobs import JobState, ReportJob, WorkerSign
from reports.models.own_forms import OwnForm, OwnFormVersion
from reports.models.publication import (
    EditionState,
    ItemKind,
    PageHeading,
    PublicEdition,
    PublicFile,
    PublicItem,
    PublicPage,
    PublicStep,
)
from reports.models.stored import StoredFigures
from reports.models.subscriptions import Frequency, ReportSubscription, ScheduledReport
from reports.models.tokens import ApiToken, Scope

__all__ = [
    "ApiToken",
    "EditionState",
    "Frequency",
    "ImportBatch",
    "ImportKind",
    "ImportState",
    "ItemKind",
    "JobState",
    "OwnForm",
    "OwnFormVersion",
    "PageHeading",
    "PublicEdition",
    "PublicFile",
    "PublicItem",
    "PublicPage",
    "PublicStep",
    "ReportJob",
    "ReportSubscription",
    "ScheduledReport",
    "Scope",
    "SkippedStep",
    "StepCode",
    "StoredFigures",
    "WorkerSign",
]
