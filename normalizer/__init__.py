"""Rule-driven HTML sanitizer and normalizer: clean, safe, semantic Markdown, proven by rendering it again."""
