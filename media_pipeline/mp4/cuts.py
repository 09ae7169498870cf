"""Clean cuts: places in decoding order where everything before is shown before everything after."""

import numpy as np

from media_pipeline.mp4.index import Int64s


def clean_keys(shown: Int64s, keys: Int64s) -> Int64s:
    """The keys at which playing can start without any other picture: those of closed GOPs. Leading pictures
    of an open GOP need the GOP before, and browsers do not take such a key as one.

    `shown`: presentation ticks of all samples in decoding order.
    """
    latest = np.maximum.accumulate(np.maximum.reduceat(shown, keys))
    earliest = np.minimum.accumulate(np.minimum.reduceat(shown, keys)[::-1])[::-1]
    clean = shown[keys] == earliest
    clean[1:] &= latest[:-1] < earliest[1:]
    if keys[0] > 0:
        clean &= int(shown[: keys[0]].max()) < earliest
    kept: Int64s = keys[clean]
    return kept


def last_clean_cut(shown: Int64s, until: Int64s, limit: int) -> int:
    """How many samples of one GOP can be kept so that none is shown beyond `limit` and none is missing in
    between.

    `shown` and `until` are the presentation ticks of the GOP's samples and of their ends, in decoding order.
    """
    fits = np.maximum.accumulate(until) <= limit
    whole = np.maximum.accumulate(shown)[:-1] < np.minimum.accumulate(shown[::-1])[::-1][1:]
    kept = np.flatnonzero(fits & np.append(whole, True))
    return int(kept[-1]) + 1 if len(kept) else 0
