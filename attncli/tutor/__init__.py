"""A person at work: states and the presses that lead from one to the next, all of it pure; play.py alone waits for somebody."""
