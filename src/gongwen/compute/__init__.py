"""Found-sound data and a pack's declarations in, every figure settled once out. Exact arithmetic throughout."""

from gongwen.compute.board import compute_board
from gongwen.compute.columns import Columns
from gongwen.compute.coverage import issue_problems
from gongwen.compute.known import known_figures
from gongwen.compute.standing import standings

__all__ = ["Columns", "compute_board", "issue_problems", "known_figures", "standings"]
