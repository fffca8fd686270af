"""Removes near duplicates from JSON lines with datatrove's MinHash pipeline and prints how long it took.

Arguments: folder of the files, working folder, workers. The ids of the documents that stay go to WORKING/kept.txt.
"""

import json
import os
import sys
import time
from importlib.metadata import version

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter


def main():
    texts, working, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
    config = MinhashConfig()
    files = len([name for name in os.listdir(texts) if name.endswith(".jsonl")])
    folder = lambda name: os.path.join(working, name)
    reader = lambda: JsonlReader(texts, glob_pattern="*.jsonl", shuffle_files=False)

    def run(name, steps, tasks):
        LocalPipelineExecutor(
            pipeline=steps, tasks=tasks, workers=min(workers, tasks), logging_dir=folder("logs-" + name), skip_completed=False
        ).run()

    started = time.perf_counter()
    run("signatures", [reader(), MinhashDedupSignature(output_folder=folder("signatures"), config=config)], files)
    run(
        "buckets",
        [MinhashDedupBuckets(input_folder=folder("signatures"), output_folder=folder("buckets"), config=config)],
        config.num_buckets,
    )
    run(
        "clusters",
        [MinhashDedupCluster(input_folder=folder("buckets"), output_folder=folder("removed"), config=config)],
        1,
    )
    run(
        "filter",
        [reader(), MinhashDedupFilter(input_folder=folder("removed")), JsonlWriter(folder("kept"), compression=None)],
        files,
    )
    seconds = time.perf_counter() - started

    with open(folder("kept.txt"), "w", encoding="utf-8") as out:
        for name in sorted(os.listdir(folder("kept"))):
            with open(os.path.join(folder("kept"), name), encoding="utf-8") as lines:
                for line in lines:
                    out.write(json.loads(line)["id"] + "\n")
    print(json.dumps({"version": version("datatrove"), "seconds": seconds}))


if __name__ == "__main__":
    main()
