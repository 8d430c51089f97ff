import { parseSync, Visitor } from 'vite';

/**
 * How a module refers to another: a `type` is erased when compiled, and so no dependency of the running
 * program; a `worker` runs in a thread of its own.
 */
export type Reference = 'value' | 'type' | 'worker';

/** One reference from a module to another, as the source writes it. */
export interface Import {
  readonly specifier: string;
  readonly reference: Reference;
}

/** What a TypeScript module refers to, and what it exports itself. */
export interface ModuleShape {
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
}

/**
 * Reads the imports and exports of a TypeScript source: static and dynamic imports, re-exports, `import()`
 * types, and files named by `new URL('...', import.meta.url)`, as workers are. Throws on a syntax error.
 */
export function readModule(file: string, text: string): ModuleShape {
  const { program, module, errors } = parseSync(file, text, { lang: 'ts' });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const add = (specifier: unknown, reference: Reference): void => {
    if (typeof specifier === 'string') imports.push({ specifier, reference });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, kindOf(node.importKind)),
    ExportAllDeclaration: (node) => add(node.source.value, kindOf(node.exportKind)),
    ExportNamedDeclaration: (node) => add(node.source?.value, kindOf(node.exportKind)),
    ImportExpression: (node) => {
      if (node.source.type !== 'Literal')
        throw new Error(`${file}: a dynamic import of no fixed module`);
      add(node.source.value, 'value');
    },
    TSImportType: (node) => add(node.source.value, 'type'),
    NewExpression: (node) => {
      const [path, base] = node.arguments;
      const named = node.callee.type === 'Identifier' && node.callee.name === 'URL';
      if (named && path?.type === 'Literal' && base?.type === 'MemberExpression')
        add(path.value, 'worker');
    },
  }).visit(program);
  const exports = module.staticExports
    .flatMap((statement) => statement.entries)
    .map(
      (entry) => entry.exportName.name ?? (entry.exportName.kind === 'Default' ? 'default' : '*'),
    );
  return { imports, exports };
}

const kindOf = (kind: string | undefined): Reference => (kind === 'type' ? 'type' : 'value');
