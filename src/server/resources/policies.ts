import type { Activation } from '../../approvals/service/activate-policy.ts';
import { storedPolicy } from '../../approvals/service/stored-policy.ts';
import * as endpoints from '../../contract/endpoints/policies.ts';
import { timestamp } from '../../contract/fields.ts';
import type { ProblemBody } from '../../contract/problem.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { diagnosticsToJson } from '../../diagnostics/render-json.ts';
import type { NamedText, Policy, PolicyDocument } from '../../engine.ts';
import { compileGiven, validateGiven } from '../compile-given.ts';
import { type Resource, resource } from '../handler.ts';
import { voterOf } from '../principal-voter.ts';
import { ProblemError } from '../problem.ts';
import type { ServerContext } from '../server-context.ts';

/** Policies as the store has them active, and as people change that. */
export const policyResources: readonly Resource[] = [
  resource(endpoints.showPolicies, async (_, context) => {
    const { version, documents, sources } = await activePolicy(context);
    const { paths, policy, problem } = context.files;
    return {
      version,
      documents: documents.map((document) => documentToWire(document, sources.documents)),
      files: { paths: [...paths], version: policy.version, problem },
    };
  }),

  resource(endpoints.listVersions, async ({ query }, context) => {
    const { version: active } = await activePolicy(context);
    const versions = await context.store.policyVersions(query.limit);
    return {
      active,
      versions: versions.map(({ version, activatedAt }) => ({
        version,
        activated_at: timestamp(activatedAt),
      })),
    };
  }),

  resource(endpoints.showVersion, async ({ params: { version } }, { store }) => {
    const sources = await store.policySources(version);
    if (sources === undefined) throw neverActive(version);
    const { documents, catalogs, agentFile } = sources;
    return {
      version,
      sources: { documents: [...documents], catalogs: [...catalogs], agent_file: agentFile },
    };
  }),

  resource(endpoints.validatePolicies, async ({ body }, context) => {
    const active = await activePolicy(context);
    const { version, diagnostics } = await validateGiven(body.documents, active);
    return {
      version,
      diagnostics: diagnosticsToJson(diagnostics).map((diagnostic) => ({ ...diagnostic })),
    };
  }),

  resource(endpoints.activatePolicies, async ({ body, principal }, context) => {
    const { documents, from } = body;
    const active = await activePolicy(context);
    const { policy, diagnostics } = await compileGiven(documents, active);
    if (policy === undefined) throw invalid(documents, diagnostics);
    const by = voterOf(principal);
    return activated(policy.version, await context.service.replacePolicy(policy, from, by));
  }),

  resource(endpoints.rollBack, async ({ body, principal }, { store, service }) => {
    const { version, from } = body;
    const policy = await storedPolicy(store, version);
    if (policy === undefined) throw neverActive(version);
    return activated(version, await service.replacePolicy(policy, from, voterOf(principal)));
  }),
];

/** The policy that is active, whichever node made it so. */
async function activePolicy({ service }: ServerContext): Promise<Policy> {
  await service.adoptActive();
  return service.policy;
}

const documentToWire = (document: PolicyDocument, texts: readonly NamedText[]) => ({
  name: document.name,
  file: document.file,
  mode: document.mode,
  default: document.default,
  agents: agentsOf(document),
  text: texts.find(({ name }) => name === document.file)?.text ?? '',
});

/** None where the document governs all. */
function agentsOf({ agents }: PolicyDocument): string[] {
  if (agents === undefined) return [];
  return agents.kind === 'globs' ? [...agents.globs] : [agents.id];
}

function activated(version: string, activation: Activation) {
  if (activation.status === 'superseded') {
    throw new ProblemError(
      'policy/superseded',
      `the active policy is \`${activation.active}\`: look at that one, and say it in \`from\``,
    );
  }
  return { version, resolved: activation.status === 'activated' ? activation.resolved : 0 };
}

/** Mistakes that are listed; `validate` shows all. */
const MOST_MISTAKES = 20;

/** With the documents that the mistakes are in. */
function invalid(documents: readonly NamedText[], found: readonly Diagnostic[]): ProblemError {
  const mistakes = found.filter(({ severity }) => severity === 'error');
  const errors = mistakes
    .slice(0, MOST_MISTAKES)
    .map(({ code, message, location: { file, line, column } }) => ({
      path: pointerTo(documents, file),
      message: `${file}:${line}:${column}: error[${code}]: ${message}`,
    })) satisfies ProblemBody['errors'];
  const count = `${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}`;
  return new ProblemError('policy/invalid', `the policy set has ${count}: nothing has changed`, {
    errors,
  });
}

function pointerTo(documents: readonly NamedText[], file: string): string {
  const index = documents.findIndex(({ name }) => name === file);
  return index < 0 ? '/body/documents' : `/body/documents/${index}/text`;
}

const neverActive = (version: string): ProblemError =>
  new ProblemError('not-found', `\`${version}\` was never active here`);
