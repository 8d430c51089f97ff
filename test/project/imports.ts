import { parseSync, Visitor } from 'vite';

/** One reference from a module to another, as the source writes it. */
export interface Import {
  readonly specifier: string;
  /** `import type` and `export type`: erased when compiled, and so no dependency of the running program. */
  readonly typeOnly: boolean;
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
  const add = (specifier: unknown, typeOnly: boolean): void => {
    if (typeof specifier === 'string') imports.push({ specifier, typeOnly });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source?.value, node.exportKind === 'type'),
    ImportExpression: (node) => {
      if (node.source.type !== 'Literal')
        throw new Error(`${file}: a dynamic import of no fixed module`);
      add(node.source.value, false);
    },
    TSImportType: (node) => add(node.source.value, true),
    NewExpression: (node) => {
      const [path, base] = node.arguments;
      const named = node.callee.type === 'Identifier' && node.callee.name === 'URL';
      if (named && path?.type === 'Literal' && base?.type === 'MemberExpression')
        add(path.value, false);
    },
  }).visit(program);
  const exports = module.staticExports
    .flatMap((statement) => statement.entries)
    .map(
      (entry) => entry.exportName.name ?? (entry.exportName.kind === 'Default' ? 'default' : '*'),
    );
  return { imports, exports };
}
