"""The whole journal as files, written while they are read: memory does not grow with the years."""
