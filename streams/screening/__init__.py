"""Screening: every article's one outcome, from its story's life cycle and from who has the same words. Pure.

Flows in: articles in the order of arrival. Flows out: `Screening`: a log record, changed story states, held items,
and the messages for extract. The state a desk restarts from is what it once put out.

The rooms: `desk` keeps the state, in drafts and across restarts; `case` is one article before it; `reprints` says
whose words it has; `outcome` is what is put out.
"""

from streams.screening.desk import Desk
from streams.screening.outcome import Screening

__all__ = ["Desk", "Screening"]
