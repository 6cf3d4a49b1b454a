"""Which model does better at which kind of request, learnt from outcomes. Pure: clock values and randomness are passed in."""
