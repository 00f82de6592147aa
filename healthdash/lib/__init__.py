"""Helpers without models: HTTP, dates, fields, formats, redaction. Knows none of our apps."""
