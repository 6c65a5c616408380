"""What any Django product could use: working days, lunar dates, audit trail, outbox, inbox, encrypted field.

No word of the domain belongs here.
"""
