"""Traces to documents: a page decides what is said and in which order, never how it looks."""
