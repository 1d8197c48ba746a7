"""Markdown dialects as data, and which of them a site uses."""
