"""`python -m ecopost` is the command `ecopost`."""

from ecopost.cli.main import entry

entry()
