import type { Topic } from './lesson.ts';
import type { ParameterKind } from './parameters.ts';
import type { Value } from './value.ts';

/** What a pipeline carries: whole numbers, words, or single characters. */
export type ElementType = 'int' | 'word' | 'char';

/** The loop variable of each element type. One name each, so that a piece reads the same in every composition. */
export const variables: Readonly<Record<ElementType, string>> = { int: 'x', word: 'w', char: 'c' };

/** A number or letter that a piece needs: written into the code, or a second parameter of the function. */
export type Constant = {
  /** Python source: a literal or the parameter's name. */
  readonly code: string;
  /** Words for the docstring. */
  readonly text: string;
  /** The literal's value, or undefined where each test case brings its own. */
  readonly fixed: Value | undefined;
};
/** Which constants a piece accepts: the literals to choose from and the kind of parameter instead. */
export type ConstantSlot = {
  readonly kind: 'small' | 'letter';
  readonly literals: readonly (number | string)[];
};

type Named = {
  readonly id: string;
  readonly topic: Topic;
  /** One line that explains the idea; textbooks open with it. */
  readonly lesson: string;
  readonly constant?: ConstantSlot;
};

/** Where the elements come from. */
export type Source = Named & {
  readonly element: ElementType;
  readonly parameter: ParameterKind;
  /** Sampling weight. */
  readonly weight: number;
  /** Whether the elements come in an order that means something; sets do not. */
  readonly ordered: boolean;
  /** Plural noun; the filter's words stand around it and the place follows: 'numbers', 'in P'. */
  readonly noun: string;
  /** What comes before an adjective: 'distinct '. */
  readonly prefix?: string;
  /** `P` stands for the parameter, `K` for the constant. */
  readonly places: readonly string[];
  /** Filters and mappings that would say nothing about these elements. */
  readonly idle?: readonly string[];
  /** Python that the for clause runs over. */
  readonly iterable: (parameter: string, constant: Constant) => string;
  readonly items: (argument: Value, constant: Value) => readonly Value[];
  readonly tag: string;
};

/** Keeps some elements. */
export type Filter = Named & {
  /** Sampling weight: what is common in people's code comes more often. */
  readonly weight: number;
  readonly element: ElementType;
  /** 'even': stands before the noun. */
  readonly adjectives: readonly string[];
  /** 'above K': stands after the noun. A filter has one of the two or both. */
  readonly modifiers: readonly string[];
  /** Plural and singular predicate, `K` standing for the constant: ['are greater than K', 'is greater than K']. */
  readonly predicates: readonly (readonly [string, string])[];
  readonly code: (variable: string, constant: string) => string;
  readonly test: (element: Value, constant: Value) => boolean;
  readonly tag: string;
};

/** Turns each element into another. */
export type Mapping = Named & {
  readonly weight: number;
  readonly from: ElementType;
  readonly to: ElementType;
  /** Plural noun before 'of the …': 'squares'. Without one only the verb form is used. */
  readonly plurals: readonly string[];
  /** 'square' or 'multiply E by K', `E` standing for 'the …' (at the end where there is no `E`). */
  readonly verbs: readonly string[];
  /** 'its square'. */
  readonly singular: string;
  readonly code: (variable: string, constant: string) => string;
  readonly apply: (element: Value, constant: Value) => Value;
  readonly tag: string;
};

/** The parts from which a reduction writes its code. */
export type Stream = {
  /** `x * x for x in values if x > 0`. */
  readonly generator: string;
  /** `values`. */
  readonly iterable: string;
  /** Whether there is neither filter nor mapping, so that the iterable alone says all. */
  readonly bare: boolean;
  readonly variable: string;
  /** `x in values`. */
  readonly loop: string;
  readonly expression: string;
  readonly condition: string | undefined;
  readonly constant: string;
};

/** The words from which a reduction writes its sentence. */
export type Wording = {
  /** 'squares of even numbers in values', without its article. */
  readonly plural: string;
  /** The same before mapping and filtering: 'numbers in values'. */
  readonly unfiltered: string;
  readonly filtered: string;
  /** The filter's predicate: 'are even' and 'is even'. */
  readonly are: string;
  readonly is: string;
  /** 'squares' and 'square', where the mapping has such nouns. */
  readonly mapped: string;
  readonly mappedOne: string;
  readonly constant: string;
};

/** What one run of a reduction sees. */
export type Observed = {
  readonly items: readonly Value[];
  /** Elements before filtering and mapping, those the filter keeps, and its verdict on each. */
  readonly elements: readonly Value[];
  readonly kept: readonly Value[];
  readonly verdicts: readonly boolean[];
  readonly constant: Value;
};

/** Lines before the last, and what the last line returns. */
export type Written = {
  readonly before: readonly string[];
  readonly value: string;
  /** It returns from within, so that nothing can be done to its value afterwards. */
  readonly leaves?: boolean;
};

/** Turns the stream into the result. */
export type Reduction = Named & {
  readonly accepts: readonly ElementType[];
  readonly weight: number;
  readonly needs: 'nothing' | 'filter' | 'mapping' | 'either';
  readonly forbids: 'nothing' | 'filter' | 'mapping' | 'either';
  readonly needsOrder: boolean;
  /** Python annotation of the result, by element type. */
  readonly result: (element: ElementType) => string;
  /** Whole noun phrases: 'the sum of the …'. */
  readonly phrases: readonly ((wording: Wording) => string)[];
  /** 'the sum', for 'square the … and return the sum'. Absent where that form makes no sense. */
  readonly ending?: string;
  readonly code: (stream: Stream) => Written;
  /** Whether it looks at the elements before the mapping too, so that these cannot be changed beforehand. */
  readonly reads?: 'elements';
  /** The same written out with a loop or another builtin, as people do too. */
  readonly others?: readonly ((stream: Stream) => Written)[];
  /** Undefined where Python would raise, or where the result would say nothing. */
  readonly apply: (observed: Observed) => Value | undefined;
  readonly tag: string;
};

/** A last touch on the result. */
export type Finish = Named & {
  readonly accepts: readonly string[];
  readonly result: string;
  readonly phrase: (result: string, constant: string) => string;
  readonly code: (value: string, constant: string) => string;
  readonly apply: (value: Value, constant: Value) => Value;
  readonly tag: string;
};

/** A first line that answers for an empty argument. */
export type Guard = Named & {
  readonly sentence: (parameter: string) => string;
  readonly accepts: (resultType: string) => boolean;
  readonly lines: (parameter: string) => readonly string[];
  readonly value: Value;
};
