"""Other people's rooms: what plugins may do (hookspecs), how they are found, run and kept from doing harm. See README.md."""
