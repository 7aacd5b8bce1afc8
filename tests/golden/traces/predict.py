"""Replays conversation-500.jsonl on prefix caches with nothing but a sorted dictionary, and writes expected.json.

Run beside this file: python3 predict.py
"""
import json
from collections import OrderedDict

M = (1 << 64) - 1
ROWS = [json.loads(line) for line in open("conversation-500.jsonl")]


def mix(z):  # SplitMix64
    z = (z + 0x9E3779B97F4A7C15) & M
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & M
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & M
    return z ^ (z >> 31)


def replay(block=512, capacity=0, ttl=None, replicas=1, policy="round-robin"):
    caches = [OrderedDict() for _ in range(replicas)]
    figures = [[0] * 5 for _ in range(replicas)]
    for number, row in enumerate(ROWS):
        now, size, ids = row["timestamp"] / 1000, row["input_length"], row["hash_ids"]
        # The whole beginning of the prompt is the key: nothing is assumed of the ids.
        keys = [tuple(ids[: i + block // 512]) for i in range(0, len(ids), block // 512)]
        for cache in caches:
            while ttl and cache and now - next(iter(cache.values())) > ttl:
                cache.popitem(last=False)
        found = [next((i for i, key in enumerate(keys) if key not in cache), len(keys)) for cache in caches]
        if policy == "round-robin":
            chosen = number % replicas
        elif policy == "second-block":
            chosen = mix(ids[min(1, len(ids) - 1)] ^ 6812) % replicas
        else:
            chosen = min(range(replicas), key=lambda i: (-found[i], figures[i][0]))
        hits = found[chosen]
        for i, value in enumerate((1, len(keys), hits, size, min(hits * block, size))):
            figures[chosen][i] += value
        for key in keys:
            caches[chosen][key] = now
            caches[chosen].move_to_end(key)
            if capacity and len(caches[chosen]) > capacity:
                caches[chosen].popitem(last=False)
    return figures


CASES = [
    {},
    {"capacity": 1000},
    {"capacity": 5000},
    {"ttl": 60},
    {"capacity": 4000, "ttl": 90},
    {"block": 1024},
    {"block": 2048, "capacity": 500},
    *({"capacity": 2000, "replicas": n, "policy": p} for n in (3, 4) for p in ("round-robin", "second-block", "longest-prefix")),
    {"capacity": 15, "replicas": 3, "policy": "longest-prefix"},
]
names = ("requests", "blocks", "hitBlocks", "tokens", "hitTokens")
cases = [{"options": case, "replicas": [dict(zip(names, one)) for one in replay(**case)]} for case in CASES]
with open("expected.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
