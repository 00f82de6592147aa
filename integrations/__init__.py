"""Where data comes from: providers, connections, credentials, the sync."""
