"""What a layer costs: each number with its formula, its arithmetic and what it means. Knows no scenario."""
