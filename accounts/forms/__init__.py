"""What the pages of the organisation ask for. Input is parsed and checked here; rules are in the actions."""
