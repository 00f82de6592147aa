"""What a person says: check-in, reflections, tags. Not built yet."""
