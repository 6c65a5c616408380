"""The organisation: its tree, cadres and posts, groups, log-ins and roles, leave, secondment, delegation."""
