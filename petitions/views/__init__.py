"""Views of petitions."""
