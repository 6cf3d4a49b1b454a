"""The wire formats: bytes to neutral words and back. Pure: no I/O; clocks and randomness are passed in."""
