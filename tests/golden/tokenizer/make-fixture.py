"""Writes fixture.json: Hugging Face `tokenizers` trained over Hornbook's pre-tokens, and its encodings.

Run with the texts' folder of choice after `pip install tokenizers`:
    python make-fixture.py PATTERN_FILE TEXT_FILE...
PATTERN_FILE holds SPLIT_PATTERN as main/core/tokenizer/pretokens.ts exports it.
"""

import json
import pathlib
import sys

import tokenizers
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

VOCABULARY = 600
pattern = pathlib.Path(sys.argv[1]).read_text()
texts = [pathlib.Path(name).read_text() for name in sys.argv[2:]]
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
    [
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]
)
tokenizer.train_from_iterator(
    texts,
    trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    ),
)
probes = [
    "",
    " ",
    "def f(x):\n    return x\n",
    "\n\n\n        deep\n\tTab\t\tTabs \t mixed  \r\n",
    "__init__ _private a_b_c _ __ 'don't' we'll",
    "0 12 345 6.78e-9 0xFF 1_000",
    "naïve café 日本語 😀👍🏽 e\u0301 \u00a0\u0085\u2028\ufeff\u180e\u00ad",
    "\x00\x01\x1b[0m\x7f",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~",
    "one<|endoftext|>two <|endoftext|>\n",
    " " * 37 + "x" + " " * 8,
    texts[0],
]
model = json.loads(tokenizer.to_str())["model"]
fixture = {
    "tokenizersVersion": tokenizers.__version__,
    "vocabularySize": VOCABULARY,
    "texts": texts,
    "vocab": model["vocab"],
    "merges": [" ".join(pair) for pair in model["merges"]],
    "probes": [{"text": text, "ids": tokenizer.encode(text).ids} for text in probes],
}
target = pathlib.Path(__file__).with_name("fixture.json")
target.write_text(json.dumps(fixture, ensure_ascii=True) + "\n")
