"""Users, cadres and their posts, the organisation tree, groups, roles and what each may see, leave, secondment, delegation."""
