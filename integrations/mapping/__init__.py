"""From a table to values: what a person says of its columns, and how their cells are read. All pure."""
