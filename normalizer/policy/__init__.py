"""What may stay: allow-lists, addresses, CSS, limits, and the floor below them."""
