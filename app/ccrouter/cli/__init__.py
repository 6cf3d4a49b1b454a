"""Words: one file a command group, each command a few lines over ``control``; what is heavy is imported when it runs."""
