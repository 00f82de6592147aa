"""Settings: `base` for all, `local` for a laptop, `production`, `test`."""
