"""Sweeps: one number of a computation takes many values, and what is measured of each."""
