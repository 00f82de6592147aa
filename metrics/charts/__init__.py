"""Figures: a person's values become plotly dictionaries without a colour, a sentence and a table."""
