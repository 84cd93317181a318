"""Which records may be one person (domain.md §2.4): proposals with reasons and a score.

Nothing here joins anything: strong keys join by themselves in :mod:`graph.identity`;
what this package finds waits for a person to confirm or reject.
"""

from graph.matching.candidates import Candidate, Reason, candidates
from graph.matching.rules import RULES, Rule

__all__ = ["RULES", "Candidate", "Reason", "Rule", "candidates"]
