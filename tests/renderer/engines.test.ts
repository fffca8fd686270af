import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from '../../renderer/bridge/route.ts';
import { inOrder, speedOf, summaryOf } from '../../renderer/views/engines/engine-order.ts';
import { enginesAt } from './fixture-engines.ts';

describe('the list of engines', () => {
  it('has the fastest first, then what failed, then what is not here', () => {
    const order = inOrder(enginesAt('done').engines).map(({ name, state }) => `${name} ${state.state}`);
    expect(order).toEqual([
      'onnxruntime ready',
      'tfjs-wasm ready',
      'onnxruntime-webgpu ready',
      'tfjs-cpu ready',
      'tfjs-webgpu failed',
      'onnxruntime-cuda missing',
      'tfjs-node-gpu missing',
      'tfjs-node missing',
    ]);
  });

  it('knows a speed only where one was measured', () => {
    expect(enginesAt('first').engines.map(speedOf)).toEqual(Array(8).fill(null));
  });

  it('says in one line what there is to know', () => {
    expect(summaryOf(enginesAt('done').engines)).toBe('5 of 8 installed; ONNX Runtime is the fastest here');
    expect(summaryOf(enginesAt('first').engines)).toBe('5 of 8 installed, none measured yet');
    expect(summaryOf(enginesAt('running').engines)).toBe('measuring TensorFlow.js, JavaScript …');
  });

  it('has an address', () => {
    expect(parseRoute('#/engines')).toEqual({ view: 'engines' });
    expect(formatRoute({ view: 'engines' })).toBe('#/engines');
  });
});
