"""Journals from elsewhere: files are read, understood, and compared with what is here. Nothing is written."""
