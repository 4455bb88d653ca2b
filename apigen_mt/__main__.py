"""`python -m apigen_mt` is the command line."""

from apigen_mt.cli import main

if __name__ == "__main__":
    main()
