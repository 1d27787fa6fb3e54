"""Ecopost carries out the Measures for ecological posts (生态岗位): from the first count to the last archive box."""

__version__ = "0.1.0"
