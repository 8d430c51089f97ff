import { ConfigError, readConfig } from '../../server/config.ts';
import type { Settings } from '../../server/settings.ts';
import { type Palette, paletteFor } from '../palette.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { policyFindings } from './check-policies.ts';
import { serverFindings } from './check-server.ts';
import { storeFindings } from './check-store.ts';
import { type Finding, ok, problem } from './finding.ts';

export interface DoctorOptions {
  readonly config?: string;
  readonly json?: true;
}

/** `assent doctor`: how everything is that has to be right, and how to mend what is not. */
export async function doctor(
  { config, json }: DoctorOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { environment } = terminal;
  const now = Date.now();
  const configured = readSettings(config, environment);
  const findings = [...configured.findings];
  if (configured.settings !== undefined) {
    const { policies, store } = configured.settings;
    findings.push(...policyFindings(policies), ...(await storeFindings(store, now)));
  }
  findings.push(...(await serverFindings(environment, now)));
  const palette = paletteFor(terminal.outColor);
  for (const one of findings) {
    terminal.out(
      json === true ? jsonLine({ ...one, mend: one.mend ?? null }) : render(one, palette),
    );
  }
  return findings.some(({ status }) => status === 'problem') ? EXIT.refused : EXIT.fine;
}

interface Configured {
  /** Absent where the configuration cannot be used: what it would name is not looked at. */
  readonly settings?: Settings;
  readonly findings: readonly Finding[];
}

function readSettings(file: string | undefined, env: Terminal['environment']): Configured {
  try {
    const settings = readConfig({ flags: [], env, file });
    return { settings, findings: [ok('configuration', 'nothing is wrong with it')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const mend = 'write what the message says; `assent serve --help` lists all settings';
    return { findings: error.mistakes.map((mistake) => problem('configuration', mistake, mend)) };
  }
}

const WIDTH = 'problem'.length;

function render({ check, status, message, mend }: Finding, palette: Palette): string {
  const color = { ok: 'allow', warning: 'require_approval', problem: 'block' } as const;
  const line = `${palette.decision(color[status], status.padEnd(WIDTH))}  ${visible(`${check}: ${message}`)}\n`;
  return mend === undefined ? line : `${line}${' '.repeat(WIDTH + 2)}${visible(`mend: ${mend}`)}\n`;
}
