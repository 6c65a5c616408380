"""The home page and the reports, one module for each kind."""
