import { startServer } from './server-process.mjs';

const PROGRAM = new URL('./bare-server.mjs', import.meta.url);

/** The yardstick: see `bare-server.mjs`. */
export const startBare = () => startServer(PROGRAM, [], (said) => said.includes('\n'));
