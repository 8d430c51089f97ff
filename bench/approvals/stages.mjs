import { creation } from './creation.mjs';
import { fill } from './fill.mjs';
import { postgresCreation } from './postgres.mjs';
import { release } from './release.mjs';
import { reload } from './reload.mjs';
import { verification } from './verification.mjs';

/** Pending requests; each has two entries in the log. */
const PENDING = 100_000;

/** The stages of approvals; each is given a directory. */
export const STAGES = {
  creation,
  postgres: postgresCreation,
  release,
  fillFiveTools: (directory) => fill(directory, 'five-tools', PENDING),
  fillOneTool: (directory) => fill(directory, 'one-tool', PENDING),
  verification,
  reloadRemoved: (directory) => reload(directory, 'removed'),
  reloadRewritten: (directory) => reload(directory, 'rewritten'),
};
