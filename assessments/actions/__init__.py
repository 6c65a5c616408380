"""Every write of this app: guard, write, audit, in one transaction."""
