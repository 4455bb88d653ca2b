"""`python -m apigen_mt` is `apigen-mt`."""

from apigen_mt.cli import main

main()
