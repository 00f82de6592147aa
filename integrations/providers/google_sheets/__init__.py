"""Google Sheets: a person's own tables, read through their own Google account."""
