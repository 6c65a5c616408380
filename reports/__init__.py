"""What is read off all floors below: home page, rollups, workbooks."""
