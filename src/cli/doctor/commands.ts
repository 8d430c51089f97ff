import type { Command } from 'commander';
import type { Finish, Terminal } from '../terminal.ts';
import { type DoctorOptions, doctor } from './doctor.ts';

/** Adds `assent doctor`. */
export function addDoctor(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('doctor')
    .description('find what is wrong, and how to mend it')
    .option('--config <file>', 'the configuration file of the server')
    .option('--json', 'one finding a line as JSON')
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => finish(await doctor(options, terminal)));
}

const HELP = `
Looks at the configuration, the policies and who can write them, the store, the clock, the
key that is kept, and the server.

Exit codes: 0 no problem, 1 a problem.

Examples:
  assent doctor
  assent doctor --config assent.config.yaml --json
`;
