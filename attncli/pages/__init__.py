"""Traces to documents: one page a file. A page decides what is said and in which order, never how it looks."""
