"""What `make run` and the tests start on one machine: an embedded Redis and the project's processes."""
