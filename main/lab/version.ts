import { versionOfHornbook } from '../node/version.ts';

/** As doors say it, which know no layer below the lab. */
export const labVersion = versionOfHornbook();
