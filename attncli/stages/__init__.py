"""Every kind of stage, told once: its formula, its numpy function, how one cell follows, and its words."""
