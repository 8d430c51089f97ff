import type { Command } from 'commander';
import type { Finish, Terminal } from '../terminal.ts';
import { type LoginOptions, login } from './login.ts';
import { logout } from './logout.ts';
import { whoami } from './whoami.ts';

/** Adds `assent login`, `logout` and `whoami`. */
export function addAccount(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('login')
    .description('sign in to a server')
    .argument('[link]', 'the one-time link that you were given; or the server, for a password')
    .option('--url <url>', 'the server, where the link does not say it')
    .option('--user <name>', 'sign in as this user, with a password')
    .option('--name <user>', 'with the first link: who the first administrator is')
    .option('--password', 'with a link: set a password as well')
    .option('--json', 'as JSON')
    .addHelpText('after', LOGIN_HELP)
    .action(async (given: string | undefined, options: LoginOptions) =>
      finish(await login(given, options, terminal)),
    );
  program
    .command('logout')
    .description('sign out, and revoke the key')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => finish(await logout(options, terminal)));
  program
    .command('whoami')
    .description('tell who the server takes you for')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => finish(await whoami(options, terminal)));
}

const LOGIN_HELP = `
The password is asked for, or read from standard input. The key is kept in ASSENT_PROFILE, else in
assent/profile.json of XDG_CONFIG_HOME or ~/.config, for its owner only.

Examples:
  assent login 'http://127.0.0.1:4319/sign-in#token=...' --name alice@example.com
  assent login https://assent.example.com --user alice@example.com
`;
