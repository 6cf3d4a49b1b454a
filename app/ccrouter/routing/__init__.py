"""Which deployment answers a request, and why. Pure: no I/O; clocks and randomness are passed in."""
