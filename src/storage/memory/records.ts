import type { RecordKind, StoredRecord } from '../../approvals/store.ts';
import { deepFreeze } from '../../json/freeze.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import type { RecordWrite } from '../buffered-write.ts';
import { compareIds, SortedList } from './sorted-list.ts';

/** Records of one kind. */
class Kind {
  readonly ids = new SortedList<string>(compareIds);
  readonly values = new Map<string, JsonRecord>();
}

/** What a store in memory keeps beside requests. */
export class Records {
  readonly #kinds = new Map<RecordKind, Kind>();

  get(kind: RecordKind, id: string): JsonRecord | undefined {
    return this.#kinds.get(kind)?.values.get(id);
  }

  /** Those whose id is higher, in order of id by code units. */
  page(kind: RecordKind, after: string | undefined, limit: number): StoredRecord[] {
    const found: StoredRecord[] = [];
    const records = this.#kinds.get(kind);
    for (const id of records?.ids.after(after) ?? []) {
      if (found.length >= limit) break;
      const value = records?.values.get(id);
      if (value !== undefined) found.push({ id, value });
    }
    return found;
  }

  put({ of, id, value }: RecordWrite): void {
    const { ids, values } = this.#of(of);
    const isKnown = values.has(id);
    if (value === undefined) {
      values.delete(id);
      if (isKnown) ids.delete(id);
    } else {
      values.set(id, deepFreeze(value));
      if (!isKnown) ids.add(id);
    }
  }

  #of(kind: RecordKind): Kind {
    const known = this.#kinds.get(kind) ?? new Kind();
    this.#kinds.set(kind, known);
    return known;
  }
}
