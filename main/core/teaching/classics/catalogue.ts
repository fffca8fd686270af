import { bitClassics } from './bits.ts';
import { cipherClassics } from './ciphers.ts';
import type { Classic } from './classic.ts';
import { clockClassics } from './clocks.ts';
import { collectionClassics } from './collections.ts';
import { decisionClassics } from './decisions.ts';
import { functionClassics } from './functions.ts';
import { gameClassics } from './games.ts';
import { generatorClassics } from './generators.ts';
import { geometryClassics } from './geometry.ts';
import { intervalClassics } from './intervals.ts';
import { matrixClassics } from './matrices.ts';
import { moneyClassics } from './money.ts';
import { numberClassics } from './numbers.ts';
import { objectClassics } from './objects.ts';
import { parsingClassics } from './parsing.ts';
import { recordClassics } from './records.ts';
import { simulationClassics } from './simulation.ts';
import { stackClassics } from './stacks.ts';
import { statisticsClassics } from './statistics.ts';
import { textClassics } from './texts.ts';
import { validationClassics } from './validation.ts';

/** Every function of the curriculum that is one idea rather than a composition. */
export const classics: readonly Classic[] = [
  ...numberClassics,
  ...collectionClassics,
  ...textClassics,
  ...decisionClassics,
  ...matrixClassics,
  ...bitClassics,
  ...geometryClassics,
  ...clockClassics,
  ...moneyClassics,
  ...statisticsClassics,
  ...intervalClassics,
  ...cipherClassics,
  ...parsingClassics,
  ...stackClassics,
  ...validationClassics,
  ...objectClassics,
  ...recordClassics,
  ...simulationClassics,
  ...generatorClassics,
  ...functionClassics,
  ...gameClassics,
];
