"""Bytes become nodes that know their place, nodes become numbers and arrays; this room knows no attention."""
