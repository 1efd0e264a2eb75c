"""The same program told in another way: "begun by quarter t" beside "begins in quarter t", which proves much faster.

The solver branches and learns on "begun by", which halves what is open, where "begins in" only takes one start away.
"""

from collections.abc import Sequence
from itertools import pairwise

from app.planning.solver import Program, Row

Chains = Sequence[Sequence[int]]
"""Per initiative, its columns in order of start; at most one of them is 1."""


def cumulate(program: Program, chains: Chains) -> Program:
    """A program with the same columns first and a running total of each chain behind; its rows use what is shorter."""
    out = Program(list(program.upper), list(program.whole), [])
    totals = {column: _totals(out, chain) for chain in chains for column in chain[:1]}
    chain_of = {column: chain for chain in chains for column in chain}
    for row in program.rows:
        if not row.group.startswith("once:"):
            out.rows.append(_retold(row, chain_of, totals))
    return out


def _totals(program: Program, chain: Sequence[int]) -> list[int]:
    """Columns that hold the sum of the first 1, 2, ... columns of a chain: being 0 or 1, they allow one start only."""
    totals = [chain[0]]
    for column in chain[1:]:
        total = program.column()
        program.row({total: 1, totals[-1]: -1, column: -1}, 0, 0)
        totals.append(total)
    return totals


def _retold(row: Row, chain_of: dict[int, Sequence[int]], totals: dict[int, list[int]]) -> Row:
    terms = {column: value for column, value in row.terms.items() if column not in chain_of}
    for first in dict.fromkeys(chain_of[column][0] for column in row.terms if column in chain_of):
        chain = chain_of[first]
        values = [row.terms.get(column, 0) for column in chain]
        steps = [value - following for value, following in pairwise([*values, 0])]
        shorter = sum(map(bool, steps)) < sum(map(bool, values))
        terms |= _worth(totals[first], steps) if shorter else _worth(chain, values)
    return Row(terms, row.low, row.high, row.group)


def _worth(columns: Sequence[int], values: Sequence[int]) -> dict[int, int]:
    return {column: value for column, value in zip(columns, values, strict=True) if value}
