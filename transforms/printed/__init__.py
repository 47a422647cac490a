"""What the printed tables of the national customs share: titles, units, heads, lines, figures."""
