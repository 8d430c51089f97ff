import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { JsonObject, PageLimit, Timestamp } from '../fields.ts';

const tag = 'Policies';
const Version = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const NamedText = z.strictObject({ name: z.string().min(1).max(1024), text: z.string() });

/** What a version was compiled from. */
const Sources = z
  .strictObject({
    documents: z.array(NamedText),
    catalogs: z.array(NamedText),
    agent_file: z.boolean(),
  })
  .meta({ id: 'PolicySources' });

const Diagnostics = z
  .array(JsonObject)
  .meta({ description: 'As `assent check --json` prints them.' });

export const showPolicies = endpoint({
  id: 'showPolicies',
  method: 'get',
  path: '/v1/policies',
  tag,
  summary: 'The active policy set',
  access: 'oversee',
  answer: z
    .strictObject({
      version: Version,
      documents: z.array(
        z.strictObject({
          name: z.string(),
          file: z.string(),
          mode: z.enum(['enforce', 'monitor']),
          default: z.enum(['allow', 'block', 'require_approval']),
          agents: z.array(z.string()),
          text: z.string(),
        }),
      ),
      files: z
        .strictObject({
          paths: z.array(z.string()),
          version: Version.nullable(),
          problem: z.string().nullable(),
        })
        .meta({
          description:
            'What this node reads: another version where one was rolled back to or activated by hand.',
        }),
    })
    .meta({ id: 'ActivePolicies' }),
});

export const listVersions = endpoint({
  id: 'listVersions',
  method: 'get',
  path: '/v1/policies/versions',
  tag,
  summary: 'Versions that were active, newest first',
  access: 'oversee',
  query: z.strictObject({ limit: PageLimit }),
  answer: z
    .strictObject({
      active: Version,
      versions: z.array(z.strictObject({ version: Version, activated_at: Timestamp })),
    })
    .meta({ id: 'PolicyVersions' }),
});

export const showVersion = endpoint({
  id: 'showVersion',
  method: 'get',
  path: '/v1/policies/versions/{version}',
  tag,
  summary: 'What a version was compiled from',
  access: 'oversee',
  params: z.strictObject({ version: Version }),
  answer: z.strictObject({ version: Version, sources: Sources }).meta({ id: 'PolicyVersion' }),
  problems: ['not-found'],
});

const documents = z.array(NamedText).min(1).max(1000);

export const validatePolicies = endpoint({
  id: 'validatePolicies',
  method: 'post',
  path: '/v1/policies/validate',
  tag,
  summary: 'Every mistake in a policy set; nothing changes',
  access: 'oversee',
  body: z.strictObject({ documents }),
  answer: z
    .strictObject({ version: Version.nullable(), diagnostics: Diagnostics })
    .meta({ id: 'Validated' }),
});

const Activated = z
  .strictObject({
    version: Version,
    resolved: z.int().meta({ description: 'Pending requests that the change resolved.' }),
  })
  .meta({ id: 'Activated' });

export const activatePolicies = endpoint({
  id: 'activatePolicies',
  method: 'post',
  path: '/v1/policies/activate',
  tag,
  summary: 'Make a policy set the active one; pending requests follow it at once',
  access: 'administer',
  body: z.strictObject({
    documents,
    from: Version.meta({
      description: 'The version that is active: another one refuses the change.',
    }),
  }),
  answer: Activated,
  problems: ['policy/invalid', 'policy/superseded'],
});

export const rollBack = endpoint({
  id: 'rollBack',
  method: 'post',
  path: '/v1/policies/rollback',
  tag,
  summary: 'Make a version active again that was so before',
  access: 'administer',
  body: z.strictObject({ version: Version, from: Version }),
  answer: Activated,
  problems: ['not-found', 'policy/superseded'],
});
