"""The maths of common mistakes: what programs and people compute in place of the right thing."""
