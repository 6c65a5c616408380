"""Forms of contacts: they parse and check input; the rules are in the actions."""
