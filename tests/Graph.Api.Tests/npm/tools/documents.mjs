// Writes the operations over which the tools run: every field of every union and of Party in one query and one mutation.
import { getNamedType, getNullableType, isAbstractType, isEnumType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType, isUnionType } from 'graphql';

const requiresNothing = (field) => field.args.every((argument) => !isNonNullType(argument.type) || argument.defaultValue !== undefined);

// `status` and `kind` are enums of their own in each type, so they take aliases. All other names need none.
const needsAlias = (field) => ['status', 'kind'].includes(field.name) && isEnumType(getNamedType(field.type));

const nameOf = (field, type) => (needsAlias(field) ? `${field.name}Of${type.name}: ${field.name}` : field.name);

function leaves(type) {
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && requiresNothing(field))
    .map((field) => nameOf(field, type));
}

// All fields of an object type; what they hold is shown by its own leaves.
function fieldsOf(schema, type, depth) {
  const parts = ['__typename', ...leaves(type)];
  for (const field of Object.values(type.getFields())) {
    const below = getNamedType(field.type);
    if (isLeafType(below) || !requiresNothing(field)) continue;
    if (depth > 0) parts.push(`${nameOf(field, type)} { ${selection(schema, below, depth - 1)} }`);
  }
  return parts.join(' ');
}

export function selection(schema, type, depth) {
  return isAbstractType(type)
    ? ['__typename', ...schema.getPossibleTypes(type).map((member) => `... on ${member.name} { ${fieldsOf(schema, member, depth)} }`)].join(' ')
    : fieldsOf(schema, type, depth);
}

function unionsInNodes(schema) {
  const unions = Object.values(schema.getTypeMap()).filter((type) => isUnionType(type) && !type.name.endsWith('Error'));
  const parts = [];
  for (const type of Object.values(schema.getTypeMap()).filter((one) => isObjectType(one) && one.getInterfaces().some((i) => i.name === 'Node'))) {
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (unions.includes(named) || (isInterfaceType(named) && named.name === 'Party')) {
        parts.push(`... on ${type.name} { ${field.name}Of${type.name}: ${field.name} { ${selection(schema, named, 1)} } }`);
      }
    }
  }
  return parts.join('\n    ');
}

function mutations(schema) {
  const variables = [];
  const fields = Object.values(schema.getMutationType().getFields()).map((field) => {
    variables.push(`$${field.name}: ${field.args[0].type}`);
    const payload = getNamedType(field.type);
    const errors = getNamedType(payload.getFields().errors.type);
    return `${field.name}(input: $${field.name}) { errors { ${selection(schema, errors, 0)} } }`;
  });
  return `mutation EveryError(${variables.join(', ')}) {\n  ${fields.join('\n  ')}\n}`;
}

export const everything = (schema) => `query EveryUnion($id: ID!) {
  node(id: $id) {
    ${unionsInNodes(schema)}
  }
}

${mutations(schema)}
`;

export const listFields = (schema) => Object.values(schema.getType('Viewer').getFields())
  .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
  .map((field) => ({ name: field.name, connection: getNamedType(getNullableType(field.type)), isList: isListType(field.type) }));
