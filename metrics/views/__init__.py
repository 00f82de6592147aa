"""Pages of numbers: thin views that parse, ask one selector or service, and answer."""
