import type { Resource } from './handler.ts';

/** Every endpoint with what it does. */
export const RESOURCES: readonly Resource[] = [];
