"""The command line: verbs that parse, call and print."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a person's mistake ends in one line and exit code 2."""
    from apigen_mt.cli.app import app
    from apigen_mt.cli.exits import closing

    with closing():
        app(prog_name="apigen-mt")
    sys.exit(0)
