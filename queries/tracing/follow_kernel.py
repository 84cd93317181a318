"""The compiled loop of ``fund-trace``: taint followed movement by movement, in whole minor units.

Everything the compiled functions call stands in this file: a cached compilation follows
changes of its own file only. The rules are design.md §5; part 0 is the clean part.
"""

from __future__ import annotations

import heapq
from collections import namedtuple
from typing import Final

import numpy as np
from numba import njit

#: why taint ends, as codes; 0 is "it does not"
REASONS: Final = (
    "", "window", "floor", "depth", "balance", "no_statement", "cash", "merchant", "hub", "fee",
)  # fmt: skip
_WINDOW, _FLOOR, _DEPTH, _BALANCE = 1, 2, 3, 4
_NO_BALANCE: Final = np.iinfo(np.int64).min


#: what is open, and the moves and leaves so far. A lot is (part, amount, next): FIFO keeps lots
#: by arrival, pro rata one a part by first arrival. Books: opening, in, out, unknown source,
#: balance. Slots: 1 + place in ``accounts``, 0 for an account that is not opened.
_State = namedtuple(
    "_State",
    "slots queued heap accounts books head tail lots level_head levels tainted_at moves leaves"
    " assumed",
)


@njit(cache=True, nogil=True)
def _list():  # type: ignore[no-untyped-def]
    """An empty list of integers."""
    found = [np.int64(0)]
    found.pop()
    return found


@njit(cache=True, nogil=True)
def _put(state, rules, slot, part, amount):  # type: ignore[no-untyped-def]
    """``amount`` of ``part`` arrives at an opened account."""
    if amount == 0:
        return
    state.books[slot * 5 + 4] += amount
    if rules.prorata:
        lot = state.head[slot]
        while lot >= 0:
            if state.lots[lot * 3] == part:
                state.lots[lot * 3 + 1] += amount
                return
            lot = state.lots[lot * 3 + 2]
    else:
        last = state.tail[slot]
        if last >= 0 and state.lots[last * 3] == part:
            state.lots[last * 3 + 1] += amount
            return
    lot = len(state.lots) // 3
    state.lots.append(part)
    state.lots.append(amount)
    state.lots.append(-1)
    if state.head[slot] < 0:
        state.head[slot] = lot
    else:
        state.lots[state.tail[slot] * 3 + 2] = lot
    state.tail[slot] = lot


@njit(cache=True, nogil=True)
def _share(size, amount, total):  # type: ignore[no-untyped-def]
    """``divmod(size * amount, total)`` without overflow; size and amount at most total < 2**62."""
    quotient, rest = 0, 0
    for bit in range(62, -1, -1):
        quotient, rest = 2 * quotient, 2 * rest
        if rest >= total:
            rest -= total
            quotient += 1
        if (amount >> bit) & 1:
            rest += size
            if rest >= total:
                rest -= total
                quotient += 1
    return quotient, rest


@njit(cache=True, nogil=True)
def _take_first(state, slot, amount, shares):  # type: ignore[no-untyped-def]
    """FIFO: the oldest lots."""
    while amount > 0:
        lot = state.head[slot]
        size = state.lots[lot * 3 + 1]
        used = min(size, amount)
        shares.append(state.lots[lot * 3])
        shares.append(used)
        amount -= used
        state.lots[lot * 3 + 1] = size - used
        if used == size:
            state.head[slot] = state.lots[lot * 3 + 2]
            if state.head[slot] < 0:
                state.tail[slot] = -1


@njit(cache=True, nogil=True)
def _take_mixed(state, slot, amount, shares):  # type: ignore[no-untyped-def]
    """Pro rata: the floor of each exact share, the missing units by largest remainder."""
    total = state.books[slot * 5 + 4]
    lots, count = _list(), 0
    lot = state.head[slot]
    while lot >= 0:
        lots.append(lot)
        lot = state.lots[lot * 3 + 2]
    size = len(lots)
    given, rests = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for place in range(size):
        given[place], rests[place] = _share(state.lots[lots[place] * 3 + 1], amount, total)
        count += given[place]
    if count < amount:
        for place in np.argsort(-rests, kind="mergesort")[: amount - count]:
            given[place] += 1
    for place in range(size):
        if given[place] > 0:
            state.lots[lots[place] * 3 + 1] -= given[place]
            shares.append(state.lots[lots[place] * 3])
            shares.append(given[place])


@njit(cache=True, nogil=True)
def _spend(state, rules, slot, amount, shares):  # type: ignore[no-untyped-def]
    """Take ``amount`` out; what the known balance does not cover is of unknown source."""
    if amount == 0:
        return
    short = amount - state.books[slot * 5 + 4]
    if short > 0:
        _put(state, rules, slot, 0, short)
        state.books[slot * 5 + 3] += short
    state.books[slot * 5 + 2] += amount
    if rules.prorata:
        _take_mixed(state, slot, amount, shares)
    else:
        _take_first(state, slot, amount, shares)
    state.books[slot * 5 + 4] -= amount


@njit(cache=True, nogil=True)
def _level(state, slot, part):  # type: ignore[no-untyped-def]
    """The level at which ``part`` first came to an opened account; 0: never."""
    place = state.level_head[slot]
    while place >= 0:
        if state.levels[place * 3] == part:
            return state.levels[place * 3 + 1]
        place = state.levels[place * 3 + 2]
    return 0


@njit(cache=True, nogil=True)
def _end(state, part, account, level, reason, amount):  # type: ignore[no-untyped-def]
    """Taint stops here."""
    for value in (part, account, level, reason, amount):
        state.leaves.append(np.int64(value))


@njit(cache=True, nogil=True)
def _open(world, rules, state, account, position):  # type: ignore[no-untyped-def]
    """Start the books of an account: its clean balance before ``position``; queue what follows."""
    came, went, running, opening, total, lowest, known = 0, 0, 0, 0, 0, 0, False
    i, i_end = world.in_start[account], world.in_start[account + 1]
    o, o_end = world.out_start[account], world.out_start[account + 1]
    while i < i_end or o < o_end:
        arrives = o >= o_end or (i < i_end and world.in_positions[i] <= world.out_positions[o])
        move = world.in_positions[i] if arrives else world.out_positions[o]
        i, o = i + arrives, o + (not arrives)
        if world.currency[move] != world.currency[position]:
            continue
        amount = world.amount[move]
        running += amount if arrives else -amount
        if not known:
            printed = world.payee_balance[move] if arrives else world.payer_balance[move]
            if printed != _NO_BALANCE:
                known, opening = True, printed - running
        if move < position:
            came, went = came + amount * arrives, went + amount * (not arrives)
            lowest = running if total == 0 else min(lowest, running)
            total += 1
        elif move > position and not state.queued[move]:
            state.queued[move] = True
            heapq.heappush(state.heap, move)
    short = max(0, -opening - lowest)
    state.assumed[0] += not known
    slot = len(state.accounts)
    state.slots[account] = slot + 1
    state.accounts.append(account)
    for value in (opening, came, went, short, 0):
        state.books.append(np.int64(value))
    for ends in (state.head, state.tail, state.level_head):
        ends.append(-1)
    state.tainted_at.append(_NO_BALANCE)
    _put(state, rules, slot, 0, opening + came + short - went)


@njit(cache=True, nogil=True)
def _carry(world, rules, state, position, share, level, reason):  # type: ignore[no-untyped-def]
    """Put one share (part, amount) into the payee; what is not followed ends there, clean."""
    payee, (part, amount) = world.payee[position], share
    slot = state.slots[payee] - 1 if payee >= 0 else -1
    goes_on = part != 0 and reason == 0 and level <= rules.depth
    if slot >= 0:
        _put(state, rules, slot, part if goes_on else 0, amount)
        state.books[slot * 5 + 1] += amount
    if part == 0:
        return
    for value in (part, level, position, amount):
        state.moves.append(np.int64(value))
    if not goes_on:
        _end(state, part, payee, level, reason if reason else _DEPTH, amount)
    elif _level(state, slot, part) == 0:
        for value in (part, level, state.level_head[slot]):
            state.levels.append(np.int64(value))
        state.level_head[slot] = len(state.levels) // 3 - 1


@njit(cache=True, nogil=True)
def _arrive(world, rules, state, position, shares, paid, reason):  # type: ignore[no-untyped-def]
    """All shares of a movement arrive; the payee is opened when any of them is followed."""
    payee, payer = world.payee[position], world.payer[position]
    reason = reason if reason else world.fence[payee]
    levels = np.zeros(len(shares) // 2, dtype=np.int64)
    for place in range(len(levels)):
        if shares[place * 2]:
            known = 0 if paid else _level(state, state.slots[payer] - 1, shares[place * 2])
            levels[place] = known + 1
    followed = reason == 0 and np.any((levels > 0) & (levels <= rules.depth))
    if followed and not state.slots[payee]:
        _open(world, rules, state, payee, position)
    for place in range(len(levels)):
        share = (shares[place * 2], shares[place * 2 + 1])
        _carry(world, rules, state, position, share, levels[place], reason)
    if followed:
        state.tainted_at[state.slots[payee] - 1] = world.time[position]
    if world.unordered[position] and np.any(levels > 0):
        state.assumed[1] += 1


@njit(cache=True, nogil=True)
def _step(world, rules, state, position, part):  # type: ignore[no-untyped-def]
    """One movement: take the parts out of the payer, put them into the payee."""
    amount, payer = world.amount[position], world.payer[position]
    shares, reason = _list(), 0
    slot = state.slots[payer] - 1 if payer >= 0 else -1
    if slot >= 0:
        _spend(state, rules, slot, amount, shares)
    else:
        shares.append(0)
        shares.append(amount)
    if part:
        for place in range(0, len(shares), 2):
            if shares[place]:  # what came back to a victim ends there: he pays anew
                own = shares[place]
                _end(state, own, payer, _level(state, slot, own), _BALANCE, shares[place + 1])
        shares.clear()
        shares.append(part)
        shares.append(amount)
    elif slot >= 0 and state.tainted_at[slot] != _NO_BALANCE:
        if world.time[position] - state.tainted_at[slot] > rules.window:
            reason = _WINDOW
        elif amount < rules.floor:
            reason = _FLOOR
    _arrive(world, rules, state, position, shares, part != 0, reason)


@njit(cache=True, nogil=True)
def follow(world, rules, positions, parts, slots, queued):  # type: ignore[no-untyped-def]
    """``(moves, leaves, accounts, books, assumed)`` as flat arrays of 4, 5, 1, 5, 2 columns.

    ``positions`` ascend, ``parts`` are theirs; ``slots`` (accounts) and ``queued``
    (movements) are zeros, of which only what taint reaches is touched.
    """
    state = _State(
        slots, queued, _list(), _list(), _list(), _list(), _list(), _list(), _list(), _list(),
        _list(), _list(), _list(), np.zeros(2, dtype=np.int64),
    )  # fmt: skip
    for position in positions:
        state.queued[position] = True
        heapq.heappush(state.heap, position)
    while len(state.heap):
        position = heapq.heappop(state.heap)
        place = np.searchsorted(positions, position)
        paid = place < len(positions) and positions[place] == position
        _step(world, rules, state, position, parts[place] if paid else 0)
    for slot in range(len(state.accounts)):
        lot = state.head[slot]
        while lot >= 0:
            part, amount = state.lots[lot * 3], state.lots[lot * 3 + 1]
            if part and amount:
                level = _level(state, slot, part)
                _end(state, part, state.accounts[slot], level, _BALANCE, amount)
            lot = state.lots[lot * 3 + 2]
    moves, leaves = np.array(state.moves), np.array(state.leaves)
    return moves, leaves, np.array(state.accounts), np.array(state.books), state.assumed
