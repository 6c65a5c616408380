"""Dates of the Chinese lunar calendar. Pure; the tables are those of `borax` (1900 to 2100)."""

import datetime

from borax.calendars.lunardate import LunarDate


def lunar_to_solar(year: int, month: int, day: int) -> datetime.date:
    """The solar date of a day of a lunar year, in the ordinary month where there is a leap month of the same number.

    Raises ValueError for a day that this lunar month lacks (some have 29) and for years outside 1900–2100.
    """
    try:
        solar: datetime.date = LunarDate(year, month, day).to_solar_date()
    except (ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"No lunar date {year}-{month}-{day}") from error
    return solar


def new_year_eve(year: int) -> datetime.date:
    """除夕 before the Spring Festival of `year`: the day before, since the last lunar month has 29 or 30 days."""
    return lunar_to_solar(year, 1, 1) - datetime.timedelta(days=1)
