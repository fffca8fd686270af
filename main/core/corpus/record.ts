/** What a text is: real code, a section of a textbook, an exercise with its solution, a story. */
export type RecordKind = 'code' | 'textbook' | 'exercise' | 'story';

/** One row of a dataset. Scores and decisions of later stages are columns of derived datasets. */
export type CorpusRecord = {
  /** Unique within its dataset. */
  readonly id: string;
  readonly text: string;
  readonly kind: RecordKind;
  /** Where it came from: a path, a teacher with its lesson, an address. */
  readonly source: string;
  readonly license?: string;
  /** Anything the source said about it; values are strings, numbers, booleans or lists of strings. */
  readonly meta: Readonly<Record<string, string | number | boolean | readonly string[]>>;
};
