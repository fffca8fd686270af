"""Trains a phi checkpoint with PyTorch and prints the loss and gradient norm of every step as JSON.

Run outside the checkout's own dependencies, in a virtual environment with torch and transformers:
    python train_steps.py MODEL_FOLDER PLAN.json

The plan has `rates` (one for each step), `batches` (one [B][T+1] list for each step; −1−token is read and not
learned), `betas`, `epsilon`, `weightDecay` and `clipNorm`. To write this folder's own fixture:
    python train_steps.py . training-plan.json > training.json
"""
import json
import sys

import torch
from transformers import PhiForCausalLM

model = PhiForCausalLM.from_pretrained(sys.argv[1], attn_implementation="eager", torch_dtype=torch.float32)
model.train()
for module in model.modules():
    if isinstance(module, torch.nn.Dropout):
        module.p = 0.0
plan = json.load(open(sys.argv[2]))
matrices = [p for p in model.parameters() if p.ndim >= 2]
others = [p for p in model.parameters() if p.ndim < 2]
optimizer = torch.optim.AdamW(
    [{"params": matrices, "weight_decay": plan["weightDecay"]}, {"params": others, "weight_decay": 0.0}],
    betas=tuple(plan["betas"]),
    eps=plan["epsilon"],
)
losses, norms = [], []
for rate, rows in zip(plan["rates"], plan["batches"]):
    entries = torch.tensor(rows)
    read = torch.where(entries < 0, -1 - entries, entries)
    targets = torch.where(entries[:, 1:] < 0, torch.full_like(entries[:, 1:], -100), entries[:, 1:])
    logits = model(read[:, :-1]).logits
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100)
    optimizer.zero_grad()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), plan["clipNorm"])
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    losses.append(loss.item())
    norms.append(norm.item())
sums = {name: [p.sum().item(), p.square().sum().item()] for name, p in model.named_parameters()}
print(json.dumps({"madeBy": f"torch {torch.__version__}", "losses": losses, "norms": norms, "sums": sums}))
