"""The way out: where a provider is, how it is asked, and what its errors mean."""
