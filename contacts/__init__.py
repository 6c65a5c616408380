"""Contact points, households and residents, pairings by year, help plans."""
