"""The nouns: frozen dataclasses that every room takes and returns. Standard library only."""
