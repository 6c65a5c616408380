"""All sources, and which one a figure is counted from."""

from reports.rollup import of_cases, of_contacts, of_duties, of_help, of_visits
from reports.rollup.source import Source

SOURCES: list[Source] = [
    *of_duties.SOURCES,
    *of_contacts.SOURCES,
    *of_visits.SOURCES,
    *of_cases.SOURCES,
    *of_help.SOURCES,
]
SOURCE_OF = {code: source for source in SOURCES for code in source.measures}
MEASURE_OF = {code: measure for source in SOURCES for code, measure in source.measures.items()}
