"""Configuration templates: settings fragments in which roles stand for models, made into changes for one user's providers."""
