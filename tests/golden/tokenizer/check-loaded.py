"""Checks that Hugging Face `tokenizers` loads tokenizer.json and encodes the probes of fixture.json with it.

    pip install tokenizers && python check-loaded.py
"""

import json
import pathlib

from tokenizers import Tokenizer

here = pathlib.Path(__file__).parent
tokenizer = Tokenizer.from_file(str(here / "tokenizer.json"))
fixture = json.loads((here / "fixture.json").read_text())
for probe in fixture["probes"]:
    assert tokenizer.encode(probe["text"]).ids == probe["ids"], probe["text"]
    assert tokenizer.decode(probe["ids"], skip_special_tokens=False) == probe["text"], probe["text"]
print(f"{len(fixture['probes'])} probes agree")
