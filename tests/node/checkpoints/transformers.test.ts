/**
 * What Hornbook writes opens in transformers as it is. Runs where HORNBOOK_TRANSFORMERS_PYTHON names a Python that has
 * torch and transformers; the golden fixture holds the other direction for everyone.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../../../main/node/checkpoints/write-checkpoint.ts';
import { loadModel } from '../../../main/node/generation/load-model.ts';
import { tinyContents } from './tiny-checkpoint.ts';

const python = process.env['HORNBOOK_TRANSFORMERS_PYTHON'];
const script = `
import json, sys, torch
from transformers import AutoModelForCausalLM, AutoTokenizer
model, report = AutoModelForCausalLM.from_pretrained(sys.argv[1], output_loading_info=True)
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
ids = tokenizer(sys.argv[2])["input_ids"]
with torch.no_grad():
    logits = model(torch.tensor([ids])).logits[0]
loose = {key: sorted(map(str, value)) for key, value in report.items() if value}
print(json.dumps({"kind": type(model).__name__, "loose": loose, "ids": ids, "logits": logits.flatten().tolist(), "eos": tokenizer.eos_token_id, "text": tokenizer.decode(ids)}))
`;

describe.skipIf(python === undefined)('a checkpoint in transformers', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hornbook-transformers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('loads without a missing or unexpected tensor, tokenises alike, and gives equal logits to 1e-4', async () => {
    const path = join(folder, 'model');
    const contents = tinyContents(3);
    await writeCheckpoint(path, contents);
    const prompt = 'def add(x):\n    """Add é."""\n';
    const { stdout } = await promisify(execFile)(python!, ['-c', script, path, prompt], { maxBuffer: 1e8 });
    const theirs = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      kind: string;
      loose: unknown;
      ids: number[];
      logits: number[];
      eos: number;
      text: string;
    };
    expect(theirs).toMatchObject({
      kind: 'PhiForCausalLM',
      loose: {},
      eos: contents.tokenizer.endOfText,
      text: prompt,
    });
    const { model, codec, close } = await loadModel(path, { threads: 1 });
    const ids = Array.from(codec.encode(prompt));
    expect(theirs.ids).toEqual(ids);
    const ours = await model.logits(ids);
    expect(Math.max(...theirs.logits.map((value, at) => Math.abs(value - ours[at]!)))).toBeLessThan(1e-4);
    await close();
  });
});
