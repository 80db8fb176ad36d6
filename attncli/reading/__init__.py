"""Bytes become nodes that know their place, and nodes become numbers and arrays; this room knows no attention."""
