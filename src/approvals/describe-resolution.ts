import type { ApprovalRequest } from './request.ts';

/** How a request ended, through whom and when, for somebody who comes too late. */
export function describeResolution({ resolution }: ApprovalRequest): string {
  if (resolution.status === 'pending') return 'pending';
  const by = resolution.resolvedBy === null ? '' : ` by \`${resolution.resolvedBy}\``;
  const at = new Date(resolution.at).toISOString();
  const reason = resolution.reason === null ? '' : `: ${resolution.reason}`;
  return `${resolution.status} already${by} at ${at}${reason}`;
}
