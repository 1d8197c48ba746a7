"""The four laws, decided on rendered pages."""
