import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelConfig } from '../../core/model/config.ts';
import { parameterSpecs } from '../../core/model/parameters.ts';
import type { TensorSource, TrainerTensors } from '../../core/training/compiled-steps.ts';
import { writeFolder } from '../files/atomic-folder.ts';
import { writeTextFlushed } from '../files/durable-file.ts';
import { phiConfigJson } from './phi-config.ts';
import { writeSafetensors } from './safetensors.ts';
import type { NamedTensor } from './safetensors.ts';
import type { TrainerState } from './trainer-state.ts';

/** The tokenizer that travels with every checkpoint. */
export type TokenizerFile = {
  /** The text of `tokenizer.json`. */
  readonly text: string;
  readonly endOfText: number;
  /** How `<|endoftext|>` is written. */
  readonly endOfTextName: string;
};

export type CheckpointContents = {
  readonly config: ModelConfig;
  readonly tensors: TrainerTensors;
  readonly tokenizer: TokenizerFile;
  readonly state: Omit<TrainerState, 'version' | 'weights' | 'moments'>;
};

/**
 * Writes a whole checkpoint or nothing: a Hugging Face phi directory with `trainer/` beside the weights, in the layout
 * of `PhiForCausalLM.save_pretrained`. Returns the state with the hashes of what was written.
 */
export async function writeCheckpoint(path: string, contents: CheckpointContents): Promise<TrainerState> {
  const { config, tensors, tokenizer } = contents;
  const specs = parameterSpecs(config);
  const named = (prefix: string, group: readonly TensorSource[]): NamedTensor[] =>
    specs.map(({ name, shape }, index) => ({ name: `${prefix}${name}`, shape, data: group[index]! }));
  let state: TrainerState | undefined;
  await writeFolder(path, async (folder) => {
    const weights = await writeSafetensors(join(folder, 'model.safetensors'), named('', tensors.parameters));
    await mkdir(join(folder, 'trainer'));
    const moments = await writeSafetensors(
      join(folder, 'trainer', 'moments.safetensors'),
      [...named('first.', tensors.first), ...named('second.', tensors.second)],
      { metadata: { format: 'hornbook-moments' } },
    );
    state = { version: 1, ...contents.state, weights, moments };
    for (const [file, value] of Object.entries(sidecars(config, tokenizer))) {
      await writeTextFlushed(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
    }
    await writeTextFlushed(join(folder, 'tokenizer.json'), tokenizer.text);
    await writeTextFlushed(join(folder, 'trainer', 'state.json'), `${JSON.stringify(state, null, 2)}\n`);
  });
  return state!;
}

function sidecars(config: ModelConfig, tokenizer: TokenizerFile): Record<string, unknown> {
  const { endOfText, endOfTextName } = tokenizer;
  return {
    'config.json': phiConfigJson(config, { endOfText }),
    'generation_config.json': { bos_token_id: endOfText, eos_token_id: endOfText, pad_token_id: endOfText },
    'tokenizer_config.json': {
      add_prefix_space: false,
      bos_token: endOfTextName,
      clean_up_tokenization_spaces: false,
      eos_token: endOfTextName,
      model_max_length: config.context,
      pad_token: endOfTextName,
      tokenizer_class: 'PreTrainedTokenizerFast',
      unk_token: null,
    },
  };
}
