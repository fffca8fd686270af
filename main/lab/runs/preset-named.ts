import { Failure } from '../../core/failure.ts';
import { presets, type PresetName } from '../../core/model/config.ts';

/** @throws Failure `unknown-preset`, naming those there are. */
export function presetNamed(name: string): PresetName {
  if (Object.hasOwn(presets, name)) return name as PresetName;
  const known = Object.keys(presets).join(', ');
  throw new Failure('unknown-preset', `There is no preset ${JSON.stringify(name)}; choose one of ${known}.`);
}
