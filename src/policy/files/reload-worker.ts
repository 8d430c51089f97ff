import { parentPort, workerData } from 'node:worker_threads';
import { reload } from './reload.ts';

// the whole program of the thread that `reloadOffThread` starts
parentPort?.postMessage(reload(workerData));
