import { openEngine } from '../../main/node/engines/open-engine.ts';
import { engineContract, singlePrecision } from './contract/engine-contract.ts';

engineContract('tfjs-wasm', () => openEngine('tfjs-wasm'), singlePrecision);
