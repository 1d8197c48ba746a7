"""Files: found, written, kept aside, watched; and what earlier runs found in them."""
