"""Files become scenarios here, and their faults become errors that point at a line; the only room that knows YAML and tensor files."""
