"""Mistakes as values: each common misconception is a named variant of the computation, so that a wrong number
can be traced to its cause.
"""
