"""What people think of what was done about a matter (群众评价). Petitions know it, who stand on the floor above: they
register how it is asked."""

from collections.abc import Callable, Sequence

Ratings = Callable[[Sequence[int]], dict[int, str]]
_registered: list[Ratings] = []


def register(ratings: Ratings) -> None:
    """`ratings(keys of logs)`: by log, the last rating of each of its matters in words; unsealed ones only. One query.
    Called in AppConfig.ready."""
    if ratings not in _registered:
        _registered.append(ratings)


def of_logs(keys: Sequence[int]) -> dict[int, str]:
    """By key of the log; nothing where nobody registered or nobody rated."""
    found: dict[int, str] = {}
    for ratings in _registered:
        found |= ratings(keys)
    return found
