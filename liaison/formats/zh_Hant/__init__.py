"""How dates are written and read (full date in text, ISO in tables)."""
