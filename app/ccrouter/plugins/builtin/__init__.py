"""The plugins shipped with CC Router: like all others, and off until enabled."""
