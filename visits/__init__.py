"""The one record of contact work: visit logs of every kind, and the matters heard."""
