"""Petition cases: nothing that was heard ends without an answer."""
