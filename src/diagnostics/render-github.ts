import type { Diagnostic, Severity } from './diagnostic.ts';
import { displayed } from './display.ts';
import { inOrder } from './order.ts';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

/**
 * Diagnostics as workflow commands, which GitHub Actions shows beside the lines of a pull request; one
 * line each, without anything that acts on the terminal that shows the log. Columns are left out where a span has several lines, as GitHub takes no others.
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return inOrder(diagnostics)
    .map((diagnostic) => `${command(diagnostic)}\n`)
    .join('');
}

function command({ code, severity, location, message, help }: Diagnostic): string {
  const { file, line, column, endLine, endColumn } = location;
  const columns = line === endLine ? { col: column, endLine, endColumn } : { endLine };
  const place = file === '' ? {} : { file, line, ...columns };
  const properties = Object.entries({ ...place, title: code })
    .map(([key, value]) => `${key}=${escapeProperty(displayed(String(value)))}`)
    .join(',');
  const text = [message, ...(help === undefined ? [] : [`help: ${help}`])]
    .map(displayed)
    .join('\n');
  return `::${COMMANDS[severity]} ${properties}::${escapeData(text)}`;
}

/** As actions/toolkit's `escapeData`: nothing may end the command early. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
