"""Generates beside Hornbook's benchmark: one JSON object a line on standard input, one answer a line on standard output.

{"model": folder, "prompts": [[token, …], …], "newTokens", "threads"} once, answered by {"version"} when it is ready; then
{"batch": n}, each answered by {"seconds", "tokens": [[token, …], …]}, until the input ends. It takes the prompts by
length, n at a time, padded at the left, greedily, with transformers' own cache; none of them stops early.
"""

import json
import sys
import time


def answer(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


try:
    import torch
    import transformers
except ImportError as error:
    answer({"missing": str(error)})
    sys.exit(0)


def start(request):
    torch.set_num_threads(request["threads"])
    torch.set_flush_denormal(True)
    model = transformers.PhiForCausalLM.from_pretrained(
        request["model"], dtype=torch.float32, attn_implementation="sdpa"
    ).eval()
    # Without an end of text nothing ends before its length, and no score is touched to see to that.
    model.generation_config.eos_token_id = None
    prompts, new_tokens = request["prompts"], request["newTokens"]
    order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))

    def generate(batch):
        chosen = [[] for _ in prompts]
        for first in range(0, len(order), batch):
            indices = order[first : first + batch]
            longest = max(len(prompts[index]) for index in indices)
            tokens = torch.zeros((len(indices), longest), dtype=torch.long)
            mask = torch.zeros((len(indices), longest), dtype=torch.long)
            for row, index in enumerate(indices):
                tokens[row, longest - len(prompts[index]) :] = torch.tensor(prompts[index])
                mask[row, longest - len(prompts[index]) :] = 1
            with torch.inference_mode():
                whole = model.generate(
                    input_ids=tokens,
                    attention_mask=mask,
                    do_sample=False,
                    max_new_tokens=new_tokens,
                    use_cache=True,
                    pad_token_id=0,
                )
            for row, index in enumerate(indices):
                chosen[index] = whole[row, longest:].tolist()
        return chosen

    return generate


def main():
    try:
        transformers.logging.set_verbosity_error()
        generate = start(json.loads(sys.stdin.readline()))
    except Exception as error:
        answer({"missing": f"{type(error).__name__}: {str(error).strip().splitlines()[0]}"})
        return
    answer({"version": f"transformers {transformers.__version__}, torch {torch.__version__}"})
    for line in sys.stdin:
        batch = json.loads(line)["batch"]
        begun = time.perf_counter()
        tokens = generate(batch)
        answer({"seconds": time.perf_counter() - begun, "tokens": tokens})


main()
