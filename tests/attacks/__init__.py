"""Attacks made by rules: see ``generator``."""
