import type { Type } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import type { DeclaredType } from '../oracle/implementation.ts';
import { kindOf } from './protobuf-value.ts';

/**
 * A type of the official data as a declaration writes it; `dyn` where there is none.
 *
 * @throws NeedsProtobuf for a message, and for a wrapper.
 */
export function declaredType(type: Type | undefined): DeclaredType {
  if (type === undefined) return { text: 'dyn', kind: 'dyn', typeParams: [], opaque: [] };
  const { typeKind } = type;
  if (typeKind.case === 'typeParam') {
    const name = typeKind.value;
    return { text: name, kind: 'dyn', typeParams: [name], opaque: [] };
  }
  const name = kindOf(type);
  const inside = partsOf(type).map(declaredType);
  const isOpaque = typeKind.case === 'abstractType' && name !== 'optional_type';
  return {
    text: inside.length === 0 ? name : `${name}(${inside.map(({ text }) => text).join(', ')})`,
    kind: isOpaque ? 'dyn' : name,
    typeParams: inside.flatMap(({ typeParams }) => typeParams),
    opaque: [...(isOpaque ? [name] : []), ...inside.flatMap(({ opaque }) => opaque)],
  };
}

function partsOf({ typeKind }: Type): readonly (Type | undefined)[] {
  switch (typeKind.case) {
    case 'listType':
      return [typeKind.value.elemType];
    case 'mapType':
      return [typeKind.value.keyType, typeKind.value.valueType];
    case 'abstractType':
      return typeKind.value.parameterTypes;
    default:
      return [];
  }
}
