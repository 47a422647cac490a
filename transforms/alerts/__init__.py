"""What notifications of foreign authorities have in common: their words, numbers and rows."""
