import { parameterSpecs } from '../model/parameters.ts';
import type { Engine, Executable, Tensor } from './engine.ts';
import { buildJoinedUpdate, buildSquares, shareOut } from './joined-update.ts';
import { buildGradients } from './step.ts';
import type { StepContext } from './split-step.ts';

/**
 * Runs `tokens` [B, T+1] through the model in as many equal parts as the engine has lanes, all at the same time; then
 * each lane updates its share of `state` (n parameters, n first and n second moments) from the sum of all parts'
 * gradients. What a lane computes depends on nothing beside it, and sums are taken in the parts' order: which one was
 * done first changes no bit. Returns loss, gradient norm and the new state; the old one stays.
 * Throws when the batch does not divide into the lanes, or the shape has several micro-batches.
 */
export async function runInLanes(
  context: StepContext,
  state: readonly Tensor[],
  tokens: Int32Array,
  scalars: Tensor,
): Promise<Tensor[]> {
  const { engine } = context;
  const count = state.length / 3;
  const roles = [0, 1, 2].map((role) => state.slice(role * count, (role + 1) * count));
  const parts = await computeParts(context, roles[0]!, tokens);
  const gradients = parts.map((part) => part.slice(2));
  const totals: Tensor[] = [];
  for (const place of [0, 1]) {
    const sums = parts.map((part) => part[place]!);
    totals.push(await gather(engine, sums));
  }
  const shares = await compileShares(context);
  const squares = shares.map((share) => share.squares.run(pick(gradients, share.places)));
  totals.push(await gather(engine, (await Promise.all(squares)).flat()));
  const updates = shares.map(({ places, update }) =>
    update.run([...pick([...roles, ...gradients], places), ...totals, scalars]),
  );
  const updated = await Promise.all(updates);
  engine.free([...gradients.flat(), ...totals]);
  const next: Tensor[] = [];
  for (const [lane, [, , ...slots]] of updated.entries()) {
    const { places } = shares[lane]!;
    for (const [at, slot] of slots.entries()) {
      const role = Math.floor(at / places.length);
      next[role * count + places[at % places.length]!] = slot;
    }
  }
  // Every lane works out loss and norm; they are the same.
  const [first, ...others] = updated.map(([loss, norm]) => [loss!, norm!]);
  engine.free(others.flat());
  return [...first!, ...next];
}

/** What `buildGradients` gives for each part of the batch. */
async function computeParts(
  { engine, programs, config, shape }: StepContext,
  parameters: readonly Tensor[],
  tokens: Int32Array,
): Promise<Tensor[][]> {
  const { batch, context, recompute, accumulate } = shape;
  const { lanes = 1 } = engine;
  if (batch % lanes !== 0 || accumulate !== 1) {
    const got = `${String(accumulate)} micro-batch${accumulate === 1 ? '' : 'es'} of ${String(batch)} sequences`;
    throw new Error(`A step on ${String(lanes)} lanes takes one batch that divides into them, not ${got}.`);
  }
  const size = { batch: batch / lanes, context, recompute };
  const key = `gradients ${[size.batch, context, recompute].join(' ')}`;
  const passes: Executable[] = [];
  for (let lane = 0; lane < lanes; lane++)
    passes.push(await programs.get(key, () => buildGradients(config, size), lane));
  const length = size.batch * (context + 1);
  const inputs = passes.map((_, part) =>
    engine.put(tokens.subarray(part * length, (part + 1) * length), [size.batch, context + 1], 'i32'),
  );
  const parts = await Promise.all(passes.map((pass, part) => pass.run([...parameters, inputs[part]!])));
  engine.free(inputs);
  return parts;
}

/** The tensors that one lane updates, by their places in `parameterSpecs`, and its programs for them. */
type Share = {
  readonly places: readonly number[];
  readonly squares: Executable;
  readonly update: Executable;
};

async function compileShares({ engine, programs, config, adamw }: StepContext): Promise<Share[]> {
  const shapes = parameterSpecs(config).map((spec) => spec.shape);
  const { lanes: parts = 1 } = engine;
  const shares = shareOut(shapes, parts);
  const compiled: Share[] = [];
  for (const [lane, places] of shares.entries()) {
    const tensors = { shapes: places.map((place) => shapes[place]!), parts, shares: shares.length };
    const key = `update ${String(adamw.weightDecay)} ${String(adamw.clipNorm)}`;
    compiled.push({
      places,
      squares: await programs.get('squares', () => buildSquares(tensors), lane),
      update: await programs.get(key, () => buildJoinedUpdate(tensors, adamw), lane),
    });
  }
  return compiled;
}

/** The tensors at `places` of each list, list after list. */
function pick(lists: readonly (readonly Tensor[])[], places: readonly number[]): Tensor[] {
  return lists.flatMap((list) => places.map((place) => list[place]!));
}

/** One tensor of several scalars, which are freed. */
async function gather(engine: Engine, scalars: readonly Tensor[]): Promise<Tensor> {
  const values = new Float32Array(scalars.length);
  for (const [at, tensor] of scalars.entries()) values[at] = (await engine.read(tensor))[0]!;
  engine.free(scalars);
  return engine.put(values, [scalars.length], 'f32');
}
