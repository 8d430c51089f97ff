import { parentPort, workerData } from 'node:worker_threads';
import { checkGiven, type GivenTask, readGiven } from './given-policy.ts';

// the whole program of the thread that `compile-given.ts` starts
const { step, given }: GivenTask = workerData;
parentPort?.postMessage(step === 'check' ? checkGiven(given) : readGiven(given));
