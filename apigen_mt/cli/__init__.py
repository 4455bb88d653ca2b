"""The command line: verbs that parse, call and print."""

from __future__ import annotations


def main() -> None:
    """Run the command line; a person's mistake ends in one line and exit code 2."""
    from apigen_mt.cli.app import app

    app(prog_name="apigen-mt")
