#!/usr/bin/env node
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

const code = await run(process.argv.slice(2), processTerminal());
process.exitCode = code;
// standard input or a watch may still be open; what was written goes out first
process.stdout.write('', () => process.exit());
