/** The same policy set with its files, blocks and entries in another order. */
import fc from 'fast-check';
import type { BlockDescription, DocumentDescription, SetDescription } from './policy-set.ts';

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

const reorderBlock = (block: BlockDescription): fc.Arbitrary<BlockDescription> =>
  fc.record({
    ...constants(block),
    entries: block.entries === undefined ? fc.constant(undefined) : shuffled(block.entries),
    except: shuffled(block.except),
  });

const reorderDocument = (document: DocumentDescription): fc.Arbitrary<DocumentDescription> =>
  fc.record({
    ...constants(document),
    blocks: fc
      .tuple(...document.blocks.map(reorderBlock))
      .chain((blocks) => shuffled(blocks as BlockDescription[])),
  });

const constants = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fc.constant(part)])) as {
    [Key in keyof T]: fc.Arbitrary<T[Key]>;
  };

/** Documents in another order, also by the names of their files, and everything in them too. */
export const reordered = (set: SetDescription): fc.Arbitrary<SetDescription> =>
  fc
    .tuple(
      fc
        .tuple(...set.documents.map(reorderDocument))
        .chain((all) => shuffled(all as DocumentDescription[])),
      shuffled(set.documents.map(({ file }) => file)),
    )
    .map(([documents, files]) => ({
      documents: documents.map((document, at) => ({
        ...document,
        file: files[at] ?? document.file,
      })),
    }));
