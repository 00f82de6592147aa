"""Rize: its GraphQL over HTTP, for the household's invented work."""
