import { decisions, postgresDecisions } from './decisions.mjs';
import { held } from './held.mjs';
import { soak } from './soak.mjs';

/** The stages of the server; each is given a directory, sizes and, for memory, minutes. */
export const STAGES = { decisions, postgres: postgresDecisions, held, soak };
