import { suggest } from '../../diagnostics/suggest.ts';
import { type DocumentNode, itemsOf, type MapNode, mapsOf, textOf } from './document-node.ts';
import { formatDuration, isDurationInRange, parseDuration } from './duration.ts';
import { type Finding, quoted } from './finding.ts';
import { DEFAULT_TERMS, RULE_KINDS } from './policy-document.ts';
import { escalationSteps } from './read-terms.ts';

/** Mistakes that a schema cannot express. Passes over what does not have the right shape. */
export function ruleFindings(root: MapNode): Finding[] {
  const findings: Finding[] = [];
  for (const block of mapsOf(root.entries.get('approval')?.node)) {
    findings.push(
      ...durationFindings(block),
      ...escalationFindings(block),
      ...quorumFindings(block),
      ...twice(block.entries.get('approvers')?.node),
      ...twice(block.entries.get('notify')?.node),
      ...escalationSteps(block).flatMap((step) => twice(step.entries.get('to')?.node)),
    );
  }
  for (const kind of RULE_KINDS) {
    for (const block of mapsOf(root.entries.get(kind)?.node)) {
      findings.push(...alwaysExcepted(block));
    }
  }
  findings.push(
    ...twice(root.entries.get('agents')?.node),
    ...redactFindings(root.entries.get('redact')?.node),
  );
  return findings;
}

/** The schema knows the form of a duration with a unit, not how long it is. */
function durationFindings(block: MapNode): Finding[] {
  const places = [block, ...escalationSteps(block)].flatMap((map) => [
    ['timeout', map.entries.get('timeout')?.node] as const,
    ['after', map.entries.get('after')?.node] as const,
  ]);
  const findings: Finding[] = [];
  for (const [key, node] of places) {
    const text = textOf(node);
    const milliseconds = text && parseDuration(text.value);
    if (text === undefined || milliseconds === undefined || isDurationInRange(milliseconds))
      continue;
    findings.push({
      code: 'policy/out-of-range',
      span: text.span,
      message: `\`${key}\` is ${quoted(String(text.value))}, which is out of range`,
      help: 'write a duration from `1s` to `30d`',
    });
  }
  return findings;
}

/** An escalation after the deadline would never happen. */
function escalationFindings(block: MapNode): Finding[] {
  const written = block.value['timeout'];
  const timeout = written === undefined ? DEFAULT_TERMS.timeoutMs : parseDuration(written);
  const findings: Finding[] = [];
  let previous = 0;
  for (const step of escalationSteps(block)) {
    const node = step.entries.get('after')?.node;
    const after = parseDuration(node?.value);
    if (node === undefined || after === undefined) continue;
    if (timeout !== undefined && after >= timeout) {
      findings.push({
        code: 'policy/escalation-after-timeout',
        span: node.span,
        message: `the escalation comes after \`${formatDuration(after)}\`, when the request has expired`,
        help: `write less than the ${written === undefined ? 'default ' : ''}timeout of \`${formatDuration(timeout)}\``,
      });
    } else if (after < previous) {
      findings.push({
        code: 'policy/invalid-value',
        span: node.span,
        message: `this step comes before the one above it, after \`${formatDuration(previous)}\``,
        help: 'list the steps in the order of `after`',
      });
    }
    previous = Math.max(previous, after);
  }
  return findings;
}

/** More people than are named can never approve. Groups may hold any number. */
function quorumFindings(block: MapNode): Finding[] {
  const quorum = block.entries.get('quorum')?.node;
  const needed = quorum?.value;
  const approvers = block.value['approvers'];
  if (typeof needed !== 'number' || quorum === undefined || !Array.isArray(approvers)) return [];
  const people = new Set<unknown>(approvers);
  for (const step of escalationSteps(block)) {
    const to = step.value['to'];
    if (Array.isArray(to)) for (const one of to) people.add(one);
  }
  const onlyPeople = [...people].every((one) => typeof one === 'string' && one.startsWith('user:'));
  if (!onlyPeople || people.size === 0 || people.size >= needed) return [];
  return [
    {
      code: 'policy/invalid-value',
      span: quorum.span,
      message: `a quorum of ${needed} can never be met: ${people.size === 1 ? 'one person may' : `${people.size} people may`} approve`,
      help: 'lower `quorum`, or add people or a group to `approvers`',
    },
  ];
}

/** Texts that stand in a list a second time. */
function twice(node: DocumentNode | undefined): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const item of itemsOf(node)) {
    const text = textOf(item);
    if (text === undefined) continue;
    const written = String(text.value);
    if (seen.has(written)) {
      findings.push({
        code: 'policy/invalid-value',
        span: text.span,
        message: `${quoted(written)} is listed twice`,
        help: 'remove one of them',
      });
    }
    seen.add(written);
  }
  return findings;
}

/** An entry that an exception of the same pattern, without a condition, takes back whole. */
function alwaysExcepted(block: MapNode): Finding[] {
  const excepted = new Set<string>();
  for (const item of itemsOf(block.entries.get('except')?.node)) {
    const text = textOf(item);
    if (text !== undefined) excepted.add(String(text.value));
  }
  if (excepted.size === 0) return [];
  const findings: Finding[] = [];
  for (const item of itemsOf(block.entries.get('tools')?.node)) {
    const key = item.kind === 'map' ? [...item.entries.values()][0]?.key : textOf(item);
    const pattern = String(key?.value);
    if (key === undefined || !(excepted.has(pattern) || excepted.has('*'))) continue;
    findings.push({
      code: 'policy/invalid-value',
      severity: 'warning',
      span: key.span,
      message: `${quoted(pattern)} is always excepted, so this entry covers nothing`,
      help: 'remove the entry, or give the exception a condition',
    });
  }
  return findings;
}

/** Roots under which a call carries values that can be hidden. */
const REDACT_ROOTS = ['param', 'context', 'resource', 'action', 'agent', 'run', 'attrs', 'tool'];

const REDACT_PATH = /^(?:\*|[A-Za-z_][\w-]*)(?:\.(?:\*|[\w-]+))*$/;

/** A path that names nothing would leave open what it was meant to hide. */
function redactFindings(node: DocumentNode | undefined): Finding[] {
  const findings: Finding[] = [];
  for (const item of itemsOf(node)) {
    const text = textOf(item);
    if (text === undefined || text.value === '') continue;
    const path = String(text.value);
    const root = path.split('.', 1)[0] ?? '';
    const wellFormed = REDACT_PATH.test(path);
    if (wellFormed && (root === '*' || REDACT_ROOTS.includes(root))) continue;
    const near = suggest(root, REDACT_ROOTS);
    findings.push({
      code: 'policy/invalid-value',
      span: text.span,
      message: wellFormed
        ? `${quoted(path)} begins with no root of a call`
        : `${quoted(path)} is no path of names joined by dots`,
      help: !wellFormed
        ? 'write a path such as `param.card.*` or `*.ssn`'
        : near !== undefined
          ? `did you mean \`${near}${path.slice(root.length)}\`?`
          : `write \`param.${path}\`, or \`*.${path}\` for any place`,
    });
  }
  return [...findings, ...twice(node)];
}
