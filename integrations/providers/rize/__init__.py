"""Rize: focus, meetings, breaks, and what the time went into."""
