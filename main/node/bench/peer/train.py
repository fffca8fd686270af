"""Trains beside Hornbook's benchmark: one JSON object a line on standard input, one answer a line on standard output.

{"variant", "config", "batch", "context", "tokens", "threads", "optimiser"} once, answered by {"version"} when it is ready;
then {"steps": n}, each answered by {"seconds"}, until the input ends. Between the lines it waits and computes nothing.
"""

import json
import sys
import time


def answer(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


try:
    import torch
except ImportError as error:
    answer({"missing": str(error)})
    sys.exit(0)


def start(request):
    import phi_torch

    torch.manual_seed(1)
    torch.set_num_threads(request["threads"])
    torch.set_flush_denormal(True)
    batch, context = request["batch"], request["context"]
    kind = phi_torch.PhiOfTransformers if request["variant"] == "transformers" else phi_torch.Phi
    model = kind(request["config"], context)
    forward = torch.compile(model) if request["variant"] == "compile" else model
    o = request["optimiser"]
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in model.parameters() if p.ndim >= 2], "weight_decay": o["weightDecay"]},
            {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0},
        ],
        lr=o["rate"],
        betas=(o["beta1"], o["beta2"]),
        eps=o["epsilon"],
        fused=True,
    )
    entries = torch.tensor(request["tokens"]).view(batch, context + 1)
    tokens, targets = entries[:, :-1].contiguous(), entries[:, 1:].contiguous()

    def step():
        loss = forward(tokens, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), o["clipNorm"])
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        return loss.item()

    return step


def main():
    try:
        step = start(json.loads(sys.stdin.readline()))
        for _ in range(3):
            step()
    except Exception as error:
        answer({"missing": f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"})
        return
    answer({"version": torch.__version__})
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        begun = time.perf_counter()
        for _ in range(steps):
            step()
        answer({"seconds": time.perf_counter() - begun})


main()
