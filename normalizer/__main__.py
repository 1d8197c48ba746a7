"""``python -m normalizer`` is the command ``normalizer``."""

from normalizer.cli import command

if __name__ == "__main__":
    command()
