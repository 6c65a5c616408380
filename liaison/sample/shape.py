"""How large the sample is."""

from dataclasses import dataclass

SCALES = (1, 10, 100)


@dataclass(frozen=True)
class Shape:
    """The numbers of one county; a scale of 10 is ten of them. Below 1 (for tests) the county itself shrinks."""

    counties: int = 1
    towns: int = 11
    streets: int = 4
    villages_each: int = 4
    departments: int = 30
    households_each: int = 50
    enterprises: int = 34
    projects: int = 26
    # Of the mine of the first county.
    sections: int = 3
    # So long ago its officers began.
    mine_days: int = 365


def shape(scale: float) -> Shape:
    if scale >= 1:
        return Shape(counties=round(scale))
    return Shape(
        towns=max(2, round(11 * scale)),
        streets=max(1, round(4 * scale)),
        departments=max(13, round(30 * scale)),
        households_each=max(12, round(50 * scale)),
        enterprises=max(8, round(34 * scale)),
        projects=max(6, round(26 * scale)),
        sections=1,
        mine_days=200,
    )
