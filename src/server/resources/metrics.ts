import { setTimeout as pause } from 'node:timers/promises';
import { metrics } from '../../contract/endpoints/operation.ts';
import { type Resource, resource } from '../handler.ts';

/** Figures are told also when the log cannot be read, or has too much that is new. */
const LONGEST_LOOK_MS = 500;

/** Figures for Prometheus, with all that the log has until now. */
export const metricsResources: readonly Resource[] = [
  resource(metrics, async (_, { metrics: figures, feed }) => {
    await Promise.race([feed.look(), pause(LONGEST_LOOK_MS, undefined, { ref: false })]);
    return figures.text();
  }),
];
