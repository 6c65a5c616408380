"""Adjectives of what is assessed. `visible_to` is where every read starts."""
