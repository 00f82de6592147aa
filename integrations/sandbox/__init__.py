"""A stand-in for the vendors: their real protocols over HTTP, invented people, misbehaviour on demand."""
