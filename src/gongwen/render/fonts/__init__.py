"""Faces of type: where they come from, how they are prepared, which serves which role."""
