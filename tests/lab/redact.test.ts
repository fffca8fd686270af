import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../main/lab/machine/redact.ts';

const ada = { home: '/home/ada', user: 'ada', host: 'engine-1', secrets: ['s3cr3t-value'] };

describe('a text that is pasted somewhere', () => {
  it('holds no home, no name of person or machine, and no key', () => {
    const text = [
      'Project /home/ada/Hornbook/starter on engine-1',
      'ada started it; Ada too; armada and adamw stay',
      'another home /home/charles/x, /Users/grace/y and C:\\Users\\alan\\z',
      'key s3cr3t-value',
      'OPENAI_API_KEY=sk-proj-abcdefghijklmnop1234',
      'Authorization: Bearer eyJhbGciOiJIUzI1.eyJzdWIiOiIx.SflKxwRJSM',
      '"api_key": "abcdef123456"',
      'https://ada:hunter22@models.example.org/v1',
      'hf_AbCdEfGhIjKlMnOpQrSt',
    ].join('\n');
    const said = redact(text, ada);
    for (const gone of [
      '/home/ada', 'engine-1', 'charles', 'grace', 'alan', 's3cr3t', 'abcdefghijklmnop', 'eyJ', 'abcdef123456', 'hunter22', 'hf_Ab',
    ]) {
      expect(said).not.toContain(gone);
    }
    expect(said).toContain('~/Hornbook/starter');
    expect(said).toContain('armada and adamw stay');
    expect(said).toContain('@models.example.org/v1');
  });

  it('keeps what is of use: versions, codes, hashes, numbers', () => {
    const text = 'Hornbook 0.1.0, Node v24.1.0, job 20261123-001530-1f9c34 failed disk-full: step 1,240 of sha256:9a41c07d1f2e33aa';
    expect(redact(text, ada)).toBe(text);
  });

  it('never lets a known key through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 8 }), (before, after, secret) => {
        const key = `k${secret}k`;
        expect(redact(before + key + after, { ...ada, secrets: [key] })).not.toContain(key);
      }),
    );
  });
});
