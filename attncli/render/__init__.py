"""Documents to formats, one a file. Knows kinds of blocks, and nothing of attention."""
