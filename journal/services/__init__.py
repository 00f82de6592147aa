"""Writes of the journal; the numbers of the day follow each of them."""
