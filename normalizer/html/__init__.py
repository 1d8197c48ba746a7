"""HTML as a tree: what the parser makes of it, how it is changed without losing text, how it is written."""
