"""Template tags of the connections."""
