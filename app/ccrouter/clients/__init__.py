"""Coding agents on this machine: where their settings are, and what in them points at the router."""
