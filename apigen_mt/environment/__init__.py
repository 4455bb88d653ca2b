"""What the author of an environment uses: tables, tools, rules and hints on wording."""

from apigen_mt.environment.adapters.functions import environment_of_functions
from apigen_mt.environment.adapters.instances import environment_of_class
from apigen_mt.environment.adapters.refusals import never, told_error
from apigen_mt.environment.catalog import installed, known_environments, load_environment
from apigen_mt.environment.database import Database
from apigen_mt.environment.disturbed import OUTAGES
from apigen_mt.environment.environment import Environment
from apigen_mt.environment.phrasing import Decline, Matter, Phrasing, Question, ToolPhrasing
from apigen_mt.environment.rule import Rule, rule, succeeded
from apigen_mt.environment.session import Session, Step, Trace, error_in
from apigen_mt.environment.shape import FreeText, Is, Ref, Row
from apigen_mt.environment.table import Table
from apigen_mt.environment.tool import Tool, tool
from apigen_mt.errors import ToolError

__all__ = [
    "OUTAGES",
    "Database",
    "Decline",
    "Environment",
    "FreeText",
    "Is",
    "Matter",
    "Phrasing",
    "Question",
    "Ref",
    "Row",
    "Rule",
    "Session",
    "Step",
    "Table",
    "Tool",
    "ToolError",
    "ToolPhrasing",
    "Trace",
    "environment_of_class",
    "environment_of_functions",
    "error_in",
    "installed",
    "known_environments",
    "load_environment",
    "never",
    "rule",
    "succeeded",
    "told_error",
    "tool",
]
