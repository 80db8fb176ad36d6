"""The maths: arrays in, arrays out. Knows numpy, and no English."""
