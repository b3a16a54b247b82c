"""Settled figures and a pack's words in, complete documents out: tables, charts, workbooks, 简报, 通报, 通知, 函, 纪要."""

from gongwen.compose.briefing import compose_briefing
from gongwen.compose.bulletin import compose_bulletin
from gongwen.compose.confirmation import compose_confirmation, confirmation_name
from gongwen.compose.forms import compose_forms, due_date
from gongwen.compose.lists import list_problems, named_table
from gongwen.compose.paper import compose_paper
from gongwen.compose.problem_list import PROBLEM_LIST, compose_problem_list
from gongwen.compose.returned import compose_merged, compose_standing, merged_csv
from gongwen.compose.scoring_notes import revision_problems
from gongwen.compose.setting import Setting
from gongwen.compose.single import compose_single, single_workbook
from gongwen.compose.standing_lines import standing_lines
from gongwen.compose.tables import compose_table
from gongwen.compose.words import file_name, missing_parts
from gongwen.compose.workbook import compose_workbook

__all__ = [
    "PROBLEM_LIST",
    "Setting",
    "compose_briefing",
    "compose_bulletin",
    "compose_confirmation",
    "compose_forms",
    "compose_merged",
    "compose_paper",
    "compose_problem_list",
    "compose_single",
    "compose_standing",
    "compose_table",
    "compose_workbook",
    "confirmation_name",
    "due_date",
    "file_name",
    "list_problems",
    "merged_csv",
    "missing_parts",
    "named_table",
    "revision_problems",
    "single_workbook",
    "standing_lines",
]
