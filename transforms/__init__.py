"""From a file's bytes to text rows, typed rows and rows of tables. Knows no warehouse."""
