"""What assessments do at the beats (core/sweeps.py)."""


def register() -> None:
    """Called in AppConfig.ready."""
