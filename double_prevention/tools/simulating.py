"""What a tree would show if some of its nodes had other levels of their own.

The same law as the climb in the database (``dp.risk.unit._recompute_nodes``): a node is
as bad as the worst of itself and its children, and tells the reason of that one.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from .levels import worst


@dataclass(frozen=True)
class Node:
    """A node of the tree: what it is by itself, and what it shows.

    ``own_reason`` and ``reason`` are anything that says why, falsy without a reason;
    ``origin`` is the id of the node the level comes from.
    """

    id: int
    parent_id: int | None = None
    own_level: str | None = None
    own_reason: object = None
    residual: str | None = None
    level: str | None = None
    reason: object = None
    origin: int | None = None


def climb(nodes, changed):
    """Return ``{id: Node}`` of the nodes that show something else than before.

    :param nodes: ``{id: Node}`` of the whole tree, as it is
    :param changed: ``{id: (own level, own reason)}`` of the nodes that would change
    """
    after = dict(nodes)
    children = defaultdict(list)
    for node in nodes.values():
        children[node.parent_id].append(node.id)
    waiting = defaultdict(set)
    for node_id, (level, reason) in changed.items():
        after[node_id] = replace(nodes[node_id], own_level=level, own_reason=reason)
        waiting[_depth(nodes, node_id)].add(node_id)
    while waiting:
        depth = max(waiting)
        for node_id in waiting.pop(depth):
            parts = [after[child] for child in children[node_id]]
            after[node_id] = shown = _shown(after[node_id], parts)
            if shown.parent_id in nodes and shown != nodes[node_id]:
                waiting[depth - 1].add(shown.parent_id)
    return {
        node_id: node
        for node_id, node in after.items()
        if (node.level, node.reason, node.origin)
        != (nodes[node_id].level, nodes[node_id].reason, nodes[node_id].origin)
    }


def _depth(nodes, node_id):
    depth = 0
    while node_id in nodes:
        node_id, depth = nodes[node_id].parent_id, depth + 1
    return depth


def _shown(node, parts):
    """Return ``node`` with the level, reason and origin that it shows."""
    candidates = [(node.own_level, not node.own_reason, 0, node.own_reason, node.id)]
    candidates += [
        (part.level, not part.reason, part.id, part.reason, part.origin or part.id)
        for part in parts
    ]
    candidates = [one for one in candidates if one[0]]
    if not candidates:
        return replace(node, level=None, reason=None, origin=None)
    level, _silent, _rank, reason, origin = min(candidates, key=lambda one: one[:3])
    if level == node.residual:
        return replace(node, level=level, reason=None, origin=None)
    return replace(node, level=level, reason=reason, origin=origin if reason else None)


def count_levels(nodes):
    """Return ``{level: number of nodes}``, without those that have none."""
    counts = defaultdict(int)
    for node in nodes:
        if worst((node.level,)):
            counts[node.level] += 1
    return dict(counts)
