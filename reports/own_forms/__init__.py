"""Filling the forms that an organisation brings itself: which names its cells may have, and what they stand for."""
