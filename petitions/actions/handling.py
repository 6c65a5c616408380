"""The unit that is responsible takes the case, works on it and answers (articles 23, 27, 33, 34)."""

from petitions.actions.accepting import accept, begin, join, lead_elsewhere, note_progress, refuse, solve_on_spot
from petitions.actions.ending import answer, call_back, close, reopen
from petitions.actions.extending import ask_extension, grant_extension, refuse_extension
from petitions.actions.pausing import resume, suspend, wait
from petitions.actions.urging import supervise, urge

__all__ = [
    "accept",
    "answer",
    "ask_extension",
    "begin",
    "call_back",
    "close",
    "grant_extension",
    "join",
    "lead_elsewhere",
    "note_progress",
    "refuse",
    "refuse_extension",
    "reopen",
    "resume",
    "solve_on_spot",
    "supervise",
    "suspend",
    "urge",
    "wait",
]
