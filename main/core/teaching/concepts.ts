import { classics } from './classics/catalogue.ts';
import { allReductions } from './composition.ts';
import type { Topic } from './lesson.ts';
import { filters } from './pieces/filters.ts';
import { finishes, guards } from './pieces/finishes.ts';
import { mappings } from './pieces/mappings.ts';
import { sources } from './pieces/sources.ts';
import { steps } from './steps/catalogue.ts';

/** One thing that the curriculum teaches, and where it stands in a composition. */
export type Concept = {
  readonly id: string;
  readonly topic: Topic;
  readonly place:
    'source' | 'filter' | 'mapping' | 'reduction' | 'finish' | 'guard' | 'step' | 'whole function';
  /** One line that explains it. */
  readonly lesson: string;
};

const at = (
  place: Concept['place'],
  items: readonly { id: string; topic: Topic; lesson: string }[],
): Concept[] => items.map(({ id, topic, lesson }) => ({ id, topic, place, lesson }));

/** Every concept of the curriculum; the ids are those that exercises and textbook sections name. */
export const conceptCatalogue: readonly Concept[] = [
  ...at('source', sources),
  ...at('filter', filters),
  ...at('mapping', mappings),
  ...at('reduction', allReductions),
  ...at('finish', finishes),
  ...at('guard', guards),
  ...at('step', steps),
  ...at('whole function', classics),
];
