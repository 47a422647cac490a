"""Sample files in the true raw shapes, made by a seeded generator."""
