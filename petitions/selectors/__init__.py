"""Reads of petitions over several models. Every one starts from what the user sees."""
