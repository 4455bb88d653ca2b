"""What happened on the way, proved from the messages: a checker for each behaviour.

A blueprint says what is meant to happen; here is found out whether it did. Each checker sees the
conversation with its calls made again, and never takes the blueprint's word alone.
"""

from apigen_mt.verification.behaviours.checkers import CHECKERS, shown
from apigen_mt.verification.behaviours.played import Played

__all__ = ["CHECKERS", "Played", "shown"]
