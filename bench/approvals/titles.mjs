const TITLES = {
  alone: 'one caller: a transaction each',
  'callers-64': '64 callers',
  'callers-512': '512 callers',
  'slow-alone': 'one caller, each commit 1 ms longer',
  'slow-64': '64 callers, each commit 1 ms longer',
  'slow-512': '512 callers, each commit 1 ms longer',
  plain: 'the same rows, plain SQLite, a transaction each',
  'same-wait': '`wait` in the same process',
  'same-tool': '`withTool` in the same process',
  'other-wait': '`wait` in another process',
  'other-tool': '`withTool` in another process',
  'five-tools': 'all of one tool of five',
  'one-tool': 'a fifth of those of one tool',
  file: 'an exported file',
  store: 'a live store',
};

const CHANGES = { removed: 'their rule removed', rewritten: 'a condition loosened' };

/** What a reload is called. @param {{ filled: { kind: string }, change: 'removed' | 'rewritten' }} reload */
export const reloadTitle = ({ filled, change }) => `${rowTitle(filled)}, ${CHANGES[change]}`;

/** What a row of the results is called. @param {{ id?: string, kind?: string }} row */
export const rowTitle = ({ id, kind }) => TITLES[id ?? kind];
