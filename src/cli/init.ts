import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { STARTER_POLICY } from './starter-policy.ts';
import { complain, EXIT, type ExitCode, type Terminal } from './terminal.ts';
import { visible } from './visible-text.ts';

/** Where `assent init` writes when no file is named. */
export const STARTER_FILE = 'policies/assent.yaml';

/** `assent init`: writes a commented starter policy, and never over a file unless it is told to. */
export function init(
  file: string,
  options: { readonly force?: true },
  terminal: Terminal,
): ExitCode {
  const shown = visible(file);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, STARTER_POLICY, { flag: options.force === true ? 'w' : 'wx' });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' && syscall === 'open'
        ? `\`${file}\` exists; write over it with \`--force\``
        : `\`${file}\` cannot be written (${code})`;
    return complain(terminal, why);
  }
  terminal.out(`wrote \`${shown}\`\n\nnext: assent check ${shown}\n`);
  return EXIT.fine;
}
