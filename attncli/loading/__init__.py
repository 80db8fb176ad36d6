"""What a file gives, and what was asked for in its place, becomes a scenario; faults become errors that point
at a line.
"""
