"""Writes this folder's fixture with transformers: a tiny random phi checkpoint and its logits for two prompts.

Run outside the checkout's own dependencies, in a virtual environment with torch and transformers:
    python make_fixture.py
"""
import json
import pathlib

import torch
import transformers
from transformers import PhiConfig, PhiForCausalLM

here = pathlib.Path(__file__).parent
torch.manual_seed(20230620)
config = PhiConfig(
    vocab_size=61,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=2,
    max_position_embeddings=48,
    partial_rotary_factor=0.5,
    hidden_act="gelu_new",
    tie_word_embeddings=False,
    bos_token_id=0,
    eos_token_id=0,
    attn_implementation="eager",
)
model = PhiForCausalLM(config).eval()
with torch.no_grad():
    # Fresh biases are zero and norms one, which would hide a swapped or forgotten tensor.
    for name, parameter in model.named_parameters():
        parameter.normal_(1.0 if "layernorm.weight" in name else 0.0, 0.2)
model.save_pretrained(here, safe_serialization=True)
prompts = [[7], [3, 14, 15, 9, 26, 53, 58, 9, 7, 9, 32, 38, 46, 26, 43, 38, 32, 7, 9, 50]]
with torch.no_grad():
    logits = [model(torch.tensor([prompt])).logits[0].tolist() for prompt in prompts]
    greedy = model.generate(
        torch.tensor([prompts[1]]), max_new_tokens=16, do_sample=False, eos_token_id=None, pad_token_id=0
    )[0].tolist()
document = {
    "madeBy": f"transformers {transformers.__version__}, torch {torch.__version__}",
    "prompts": prompts,
    "logits": [[[round(x, 6) for x in row] for row in prompt] for prompt in logits],
    "greedy": greedy[len(prompts[1]) :],
}
(here / "logits.json").write_text(json.dumps(document))
