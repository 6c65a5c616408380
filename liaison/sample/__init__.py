"""An invented county to try the product with: its units, people, contacts and a year of visits.

Everything is drawn from one seeded source, so that the same seed and the same day give the same rows.
No person, place, telephone number or enterprise in it is real.
"""
