"""A Word file as parts: blocks put into a filled template, charts, closing, proofs, and templates read without data."""
