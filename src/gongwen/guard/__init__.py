"""Leaf room: what comes from outside is looked at here before any library opens it."""
