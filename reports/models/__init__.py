"""Rows of the reports. Figures are not among them: they are computed from the records."""

from reports.models.imports import ImportBatch, ImportKind, ImportState
from reports.models.jobs import JobState, ReportJob, WorkerSign
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
from reports.models.tokens import ApiToken, Scope

__all__ = [
    "ApiToken",
    "EditionState",
    "ImportBatch",
    "ImportKind",
    "ImportState",
    "ItemKind",
    "JobState",
    "PageHeading",
    "PublicEdition",
    "PublicFile",
    "PublicItem",
    "PublicPage",
    "PublicStep",
    "ReportJob",
    "Scope",
    "StoredFigures",
    "WorkerSign",
]
