"""Speed and memory, measured on this machine: `make bench` (see docs/performance.md)."""
