"""The command `ecopost`: the door for people and scripts at a terminal."""
