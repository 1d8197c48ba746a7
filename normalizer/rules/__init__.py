"""Rules: the language of their files, what selects and matches, the engine, and the actions."""
