"""Two computations beside each other, as data: number by number, or one word in two sentences."""
