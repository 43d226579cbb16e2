// Judges generated requests by graphql-js: node oracle.mjs <schema.graphql> <file for the cases> <count> <seed>
// Writes one case a line: { query, operationName, variables, error }, where error is null for a request that may run.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  buildSchema, getDirectiveValues, getArgumentValues, getOperationAST, getVariableValues, Kind, parse, TypeInfo, validate, visit,
  visitWithTypeInfo,
} from 'graphql';
import { Generator } from './oracle-documents.mjs';

const [schemaFile, casesFile, count, seed] = process.argv.slice(2);
const schema = buildSchema(readFileSync(schemaFile, 'utf8'));

/**
 * Gives the schema's own scalars the formats that their descriptions promise. A Decimal may be any text, because the field
 * that takes it says what is wrong with it.
 */
const formats = {
  Decimal: /^/,
  UUID: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  Date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  DateTime: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
};
for (const [name, format] of Object.entries(formats)) {
  const scalar = schema.getType(name);
  scalar.parseValue = (value) => {
    if (typeof value !== 'string' || !format.test(value)) throw new Error(`no ${name}`);
    return value;
  };
  scalar.parseLiteral = (node) => scalar.parseValue(node.kind === Kind.STRING ? node.value : null);
}

/** The error that comes before anything is executed; null when there is none. */
function judge({ query, operationName, variables }) {
  let document;
  try {
    document = parse(query);
    // It throws for a subscription whose root depends on a variable.
    const [invalid] = validate(schema, document);
    if (invalid) return invalid.message;
  } catch (error) {
    return error.message;
  }
  const operation = getOperationAST(document, operationName);
  if (!operation) return 'no such operation';
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) return errors[0].message;
  try {
    lookAtArguments(document, operation, coerced);
  } catch (error) {
    return error.message;
  }
  return null;
}

/** Coerces the arguments of all fields and directives, also of those that would be skipped. */
function lookAtArguments(document, operation, variables) {
  const types = new TypeInfo(schema);
  const seen = new Set();
  const waiting = [operation];
  while (waiting.length > 0) {
    visit(waiting.pop(), visitWithTypeInfo(types, {
      enter(node) {
        for (const directive of node.directives ?? []) getDirectiveValues(schema.getDirective(directive.name.value), node, variables);
        if (node.kind === Kind.FIELD) getArgumentValues(types.getFieldDef(), node, variables);
        if (node.kind === Kind.FRAGMENT_SPREAD && !seen.has(node.name.value)) {
          seen.add(node.name.value);
          waiting.push(document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value));
        }
      },
    }));
  }
}

/** What chance hardly ever makes. */
const byHand = [
  ['mutation($v: FaceEvidenceInput = { token: "x" }) { submitEvidence(input: { face: $v }) { __typename } }', { v: { token: 'y' } }],
  ['query($k: DealKind) { deals(where: { kind: { in: [$k] } }) { __typename } }', {}],
  ['query($a: Boolean = null) { __typename @include(if: $a) }', {}],
  ['query($a: Boolean = true) { __typename @include(if: $a) }', { a: null }],
  ['query($v: FriendRequestDirection = null) { viewer { friendRequests(direction: $v) { totalCount } } }', {}],
  ['query($v: Int = null) { deals(near: { latitude: 30, longitude: 120, radiusMeters: $v }) { __typename } }', {}],
  ['query($id: ID = "x") { nodes(ids: [[$id]]) { id } }', {}],
  ['query($id: ID = "x") { nodes(ids: $id) { id } }', {}],
  ['{ deals(where: [{ kind: { eq: VOUCHER } }]) { __typename } }', {}],
  ['{ deals(order: { price: ASC }) { __typename } }', {}],
];

const generator = new Generator(schema, Number(seed));
const cases = byHand.map(([query, variables]) => ({ query, operationName: null, variables, error: judge({ query, variables })?.toWellFormed() ?? null }));
for (let i = 0; i < Number(count); i++) {
  const request = generator.request();
  // The same document with other variables: the server knows it by then, if it is valid.
  const again = generator.again(request);
  for (const one of again ? [request, again] : [request]) cases.push({ ...one, error: judge(one)?.toWellFormed() ?? null });
}
/** JSON text in which some integers of the variables are spelled as 20.0 or 2e1: they are the same numbers. */
function spelled(one) {
  const marked = JSON.stringify(one, function mark(name, value) {
    return this !== one && Number.isSafeInteger(value) && generator.chance(0.2) ? `number ${value}` : value;
  });
  return marked.replace(/"number (-?\d+?)(0?)"/g, (_, digits, zero) => (zero === '' || generator.chance(0.5) ? `${digits}${zero}.0` : `${digits}e1`));
}

writeFileSync(casesFile, cases.map(spelled).join('\n'));
console.log(JSON.stringify({ cases: cases.length, refused: cases.filter((one) => one.error !== null).length }));
