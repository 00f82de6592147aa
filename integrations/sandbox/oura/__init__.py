"""Oura's OAuth and API as the sandbox speaks them."""
