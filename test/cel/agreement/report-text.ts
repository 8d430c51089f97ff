import { bufbuildCel } from '../oracle/bufbuild-cel.ts';
import { celJs } from '../oracle/cel-js.ts';
import type { Report } from './comparison.ts';

/** A report as Markdown: the counts, and the differences with how often each explains a pair. */
export function agreementText(report: Report, seed: number): string {
  const count = (number: number) => number.toLocaleString('en-US');
  const rows = [...report.explained]
    .sort(([, left], [, right]) => right - left)
    .map(
      ([{ rival, departs, reason }, times]) =>
        `| ${count(times)} | ${rival.name} | ${departs === 'rival' ? rival.name : 'assent'} | ${reason.replaceAll('|', '\\|')} |`,
    );
  const different = report.pairs - report.sameValue - report.allErrors;
  return [
    `${count(report.pairs)} pairs (seed ${seed}), against ${celJs.name} ${celJs.version} and ${bufbuildCel.name} ${bufbuildCel.version}:`,
    '',
    `- ${count(report.sameValue)} with the same value from all three,`,
    `- ${count(report.allErrors)} with an error from all three,`,
    `- ${count(different)} with a known difference from one of them or both, ${report.unexplained.length === 0 ? 'none unexplained' : `${report.unexplained.length} unexplained`}.`,
    '',
    `In ${count(report.refused)} pairs our checker refuses the condition before it runs; those are compared as if it did not.`,
    '',
    '| pairs | between assent and | departs from CEL | known difference |',
    '|---:|---|---|---|',
    ...rows,
  ].join('\n');
}
