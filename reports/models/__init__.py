"""Rows of the reports. Figures are not among them: they are computed from the records."""

from reports.models.jobs import JobState, ReportJob, WorkerSign
from reports.models.tokens import ApiToken, Scope

__all__ = ["ApiToken", "JobState", "ReportJob", "Scope", "WorkerSign"]
