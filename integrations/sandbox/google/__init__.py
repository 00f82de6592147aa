"""Google's OAuth and Sheets as the sandbox speaks them."""
