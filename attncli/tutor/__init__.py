"""A person at work: states and presses that lead from one to the next; pure but for play.py, which waits."""
