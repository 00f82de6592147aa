"""The sync: claim, plan, fetch, write, schedule. Knows no vendor and no page."""
