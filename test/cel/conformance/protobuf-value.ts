import type { Type } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import { Type_PrimitiveType, Type_WellKnownType } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { anyUnpack, DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { OpaqueType, StaticType } from '../../../src/cel/environment.ts';
import { CelMap, Duration, Timestamp, TypeValue, Uint } from '../../../src/cel/value.ts';

/** Thrown where official data holds a protocol-buffer message or enum, which the engine does not know. */
export class NeedsProtobuf extends Error {}

/**
 * A value of the official data as ours. Timestamps and durations are CEL's own types, though the data
 * writes them as messages.
 *
 * @throws NeedsProtobuf for any other message, and for an enum.
 */
export function celValue({ kind }: Value): unknown {
  switch (kind.case) {
    case 'nullValue':
      return null;
    case 'uint64Value':
      return new Uint(kind.value);
    case 'typeValue':
      return new TypeValue(kind.value);
    case 'listValue':
      return kind.value.values.map(celValue);
    case 'mapValue': {
      const map = new CelMap();
      for (const { key, value } of kind.value.entries) {
        if (key !== undefined && value !== undefined) map.add(celValue(key), celValue(value));
      }
      return map;
    }
    case 'objectValue': {
      const timestamp = anyUnpack(kind.value, TimestampSchema);
      if (timestamp !== undefined) return new Timestamp(Number(timestamp.seconds), timestamp.nanos);
      const duration = anyUnpack(kind.value, DurationSchema);
      if (duration !== undefined) return new Duration(Number(duration.seconds), duration.nanos);
      throw new NeedsProtobuf();
    }
    case 'enumValue':
    case undefined:
      throw new NeedsProtobuf();
    default:
      return kind.value;
  }
}

/**
 * A type of the official data as far as our static types go: a list, a map or an optional without the
 * types of what it holds, and a type of the host by its name.
 *
 * @throws NeedsProtobuf for a message, and for a wrapper.
 */
export function kindOf({ typeKind: kind }: Type): StaticType {
  switch (kind.case) {
    case 'dyn':
      return 'dyn';
    case 'null':
      return 'null_type';
    case 'primitive':
      return PRIMITIVES[kind.value] ?? 'dyn';
    case 'listType':
      return 'list';
    case 'mapType':
      return 'map';
    case 'type':
      return 'type';
    case 'abstractType':
      return kind.value.name === 'optional_type'
        ? kind.value.name
        : (kind.value.name as OpaqueType);
    case 'wellKnown':
      if (kind.value === Type_WellKnownType.TIMESTAMP) return 'google.protobuf.Timestamp';
      if (kind.value === Type_WellKnownType.DURATION) return 'google.protobuf.Duration';
      throw new NeedsProtobuf();
    case 'messageType':
      if (kind.value === 'google.protobuf.Timestamp') return kind.value;
      if (kind.value === 'google.protobuf.Duration') return kind.value;
      throw new NeedsProtobuf();
    case 'wrapper':
      throw new NeedsProtobuf();
    default:
      return 'dyn';
  }
}

const PRIMITIVES: Readonly<Partial<Record<Type_PrimitiveType, StaticType>>> = {
  [Type_PrimitiveType.BOOL]: 'bool',
  [Type_PrimitiveType.INT64]: 'int',
  [Type_PrimitiveType.UINT64]: 'uint',
  [Type_PrimitiveType.DOUBLE]: 'double',
  [Type_PrimitiveType.STRING]: 'string',
  [Type_PrimitiveType.BYTES]: 'bytes',
};
