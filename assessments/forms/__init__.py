"""What a user asks about assessments."""
