"""What is known about a day: catalogue, values, events, corrections."""
