"""Settings of other routers, read: facts out of their files become changes to ours, and whatever is left out is said with its why."""
