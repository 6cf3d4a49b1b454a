"""What a conversation is, in words no provider owns. Pure data: no I/O, no clocks, no wire formats."""
