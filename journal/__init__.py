"""What a person says about their days: check-ins, tags and reflections."""
