"""Every write of this app: guard, write, entry, audit, in one transaction."""
