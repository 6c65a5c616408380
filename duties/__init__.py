"""Regulations as rules, what each cadre and unit owes by them, why, and by when; reminders."""
