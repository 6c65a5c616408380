"""Adjectives of the rows of reports. `visible_to` is where every read starts."""
