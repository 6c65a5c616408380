"""Facts from the database for a set of subjects at once: the number of queries does not depend on how many."""

from duties.loading.binds import load_almanacs, load_binds
from duties.loading.bodies import bound_units
from duties.loading.logs import Keys
from duties.loading.subjects import load_facts, unit_subject

__all__ = ["Keys", "bound_units", "load_almanacs", "load_binds", "load_facts", "unit_subject"]
