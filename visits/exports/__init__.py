"""What is printed of visits and rotas."""
