"""Inline style: parsed, repaired, read as typed values."""
