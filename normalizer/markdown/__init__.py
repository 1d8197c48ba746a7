"""Markdown with HTML in it: regions, the rewrites planned for them, their proof on the page."""
