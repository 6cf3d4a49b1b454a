"""From the client's socket to the provider's answer and back."""
