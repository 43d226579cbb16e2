// Makes requests from a schema, about half of them with a fault or two. The same seed makes the same requests.
import {
  getNamedType, getNullableType, GraphQLNonNull, isAbstractType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType,
  isObjectType, isRequiredArgument, isRequiredInputField,
} from 'graphql';
import { literalOf, sentOf, text } from './oracle-values.mjs';

export class Generator {
  constructor(schema, seed) {
    this.schema = schema;
    this.state = seed;
    this.composites = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
    this.inputs = Object.values(schema.getTypeMap()).filter((type) => isInputObjectType(type) || isLeafType(type));
  }

  /** A number from 0 to below 1 (mulberry32). */
  random() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  chance(share) { return this.random() < share; }

  below(limit) { return Math.floor(this.random() * limit); }

  pick(list) { return list[this.below(list.length)]; }

  /** Whether a fault is made here. The rarer ones of a kind are given a larger share. */
  fault(share = 0.02) { return this.faulty && this.chance(share); }

  request() {
    this.faulty = this.chance(0.6);
    this.fragments = [];
    this.names = 0;
    const parts = [];
    const operations = this.chance(0.1) ? 2 : 1;
    let chosen = null;
    const variables = {};
    for (let i = 0; i < operations; i++) {
      const name = operations > 1 || this.chance(0.5) ? (this.fault() ? 'Same' : `Op${i}`) : null;
      if (i === 0) chosen = name;
      parts.push(this.operation(this.fault(0.05) && i > 0 ? null : name, variables));
    }
    if (this.fault()) this.fragments.push('fragment Unused on Query { __typename }');
    if (this.fault()) parts.push(this.pick(['type X { a: Int }', 'scalar X', 'extend type Query { a: Int }', 'schema { query: Query }', 'enum E { A }', 'directive @x on FIELD']));
    const separator = this.pick([' ', '\n', ' , ', '\n# a comment " \\u{ \\x\n', '# \r', '\r\n', '\r']);
    let query = [...parts, ...this.fragments].sort(() => (this.faulty && this.chance(0.1) ? -1 : 0)).join(separator);
    if (this.chance(0.03)) query = `\ufeff${query}`;
    if (this.fault(0.1)) query = this.damage(query);
    if (this.fault()) chosen = 'Nobody';
    if (this.chance(0.05)) variables.extra = 1;
    return { query, operationName: this.fault() ? null : chosen, variables };
  }

  /** The request with one variable taken away, nulled, or replaced; null for a request without variables. */
  again(request) {
    const names = Object.keys(request.variables);
    if (names.length === 0) return null;
    const name = this.pick(names);
    const { [name]: old, ...rest } = request.variables;
    const other = this.pick([{}, { [name]: null }, { [name]: [old] }, { [name]: this.pick([1, 'x', true, [null], [1], {}, old]) }]);
    return { ...request, variables: { ...rest, ...other } };
  }

  /** Breaks the text: takes a character away, doubles one, or puts one in. */
  damage(query) {
    const characters = [...query];
    const at = this.below(characters.length);
    const put = ['', characters[at] + characters[at], '{', '}', '(', '"', '$', '!', ':', '@', '...', '0', '.', '-', '&', '|', '\\', '\u0000', '\u00e9', '[', '# ', '_', 'e5', '\u2028'];
    characters[at] = this.pick(put);
    return characters.join('');
  }

  operation(name, variables) {
    const kind = this.pick(['query', 'query', 'query', 'mutation', 'mutation', 'subscription']);
    const root = { query: this.schema.getQueryType(), mutation: this.schema.getMutationType(), subscription: this.schema.getSubscriptionType() }[kind];
    this.variables = new Map();
    this.sent = variables;
    const selections = kind === 'subscription' ? this.subscriptionRoot(root) : this.selections(root, 0, this.below(3) + 1);
    const directives = this.directives('operation');
    if (this.fault()) this.variables.set('unused', '$unused: Int');
    if (this.fault(0.01)) this.variables.set('output', '$output: Query');
    if (this.fault(0.01)) this.variables.set('unknown', '$unknown: Nothing');
    const declared = [...this.variables.values()];
    if (this.fault() && declared.length > 0) declared.push(declared[0]);
    if (kind === 'query' && name === null && declared.length === 0 && directives === '' && this.chance(0.5)) return selections;
    return `${kind} ${name ?? ''}${declared.length > 0 ? `(${declared.join(this.pick([', ', ' ', '\n']))})` : ''}${directives} ${selections}`;
  }

  subscriptionRoot(root) {
    const field = this.field(root, this.pick(Object.values(root.getFields())), 0);
    if (this.fault(0.1)) return `{ ${field} ${this.field(root, this.pick(Object.values(root.getFields())), 0)} }`;
    if (this.fault(0.1)) return this.pick(['{ __typename }', `{ ... { __typename } }`, `{ ${field} __typename }`]);
    const shape = this.below(5);
    if (shape === 0) return `{ ... on Subscription { ${field} } }`;
    if (shape === 1) return `{ ${field} ... { ${field} } }`;
    if (shape === 2) {
      const name = `F${this.names++}`;
      this.fragments.push(`fragment ${name} on Subscription { ${field} }`);
      return `{ ...${name} ... on Subscription { ...${name} } }`;
    }
    return `{ ${field} }`;
  }

  selections(type, depth, count = this.below(depth > 1 ? 2 : 3) + 1) {
    const parts = [];
    for (let i = 0; i < count; i++) parts.push(this.selection(type, depth));
    if (this.fault(0.002)) parts.length = 0;
    return `{ ${parts.join(this.pick([' ', ' ', ', ', '\n']))} }`;
  }

  selection(type, depth) {
    if (depth > 4) return '__typename';
    const shape = this.random();
    if (shape < 0.08) return `...${this.directives('inline')} ${this.selections(type, depth + 1)}`;
    if (shape < 0.16) {
      const name = `F${this.names++}`;
      const on = this.condition(type);
      const place = this.fragments.push('') - 1;
      const cycle = this.fault(0.03) ? ` ...${name}` : '';
      this.fragments[place] = `fragment ${this.fault(0.01) ? 'Same' : name} on ${on.name} { ${this.selections(on, depth + 1).slice(2, -2)}${cycle} }`;
      const spread = `...${this.fault() ? 'Nowhere' : name}${this.directives('spread')}`;
      return this.chance(0.2) ? `${spread} ${spread}` : spread;
    }
    if (isAbstractType(type) || shape < 0.22) {
      const on = this.condition(type);
      if (!isObjectType(type) || this.chance(0.5)) return `... on ${this.fault() ? this.pick(['Nothing', 'NearInput', 'ID']) : on.name} ${this.selections(on, depth + 1)}`;
    }
    if (this.chance(0.06)) return this.pick(['__typename', 't: __typename', ...(type === this.schema.getQueryType() ? ['__schema { types { name } }', '__type(name: "Query") { name isOneOf specifiedByURL }'] : [])]);
    const all = typeof type.getFields === 'function' ? Object.values(type.getFields()) : [];
    const fields = depth > 3 ? all.filter((field) => isLeafType(getNamedType(field.type))) : all;
    return fields.length === 0 ? '__typename' : this.field(type, this.pick(fields), depth);
  }

  /** A type that a fragment may be on, where the parent is this one; or, as a fault, any other. */
  condition(type) {
    if (this.fault(0.05)) return this.pick(this.composites);
    const possible = isAbstractType(type) ? [...this.schema.getPossibleTypes(type), type] : [type, type, ...type.getInterfaces()];
    return this.pick(possible);
  }

  field(type, field, depth) {
    const alias = this.chance(0.5) ? `f${this.names++}: ` : this.chance(0.15) ? `${this.pick(['a', 'b', 'id', '_x', 'name'])}: ` : '';
    const name = this.fault(0.01) ? this.pick(['nope', '__nope', 'Id']) : field.name;
    const below = isLeafType(getNamedType(field.type)) ? (this.fault(0.01) ? ' { id }' : '')
      : this.fault(0.01) ? '' : ` ${this.selections(getNamedType(field.type), depth + 1)}`;
    return `${alias}${name}${this.arguments(field.args)}${this.directives('field')}${below}`;
  }

  arguments(declared) {
    const parts = [];
    for (const argument of declared) {
      if (isRequiredArgument(argument) ? !this.fault(0.03) : this.chance(0.3)) {
        parts.push(`${argument.name}: ${this.value(argument.type, 0, argument.defaultValue !== undefined)}`);
      }
    }
    if (this.fault(0.01)) parts.push('nope: 1');
    if (this.fault(0.03) && parts.length > 0) parts.push(parts[0]);
    return parts.length > 0 ? `(${parts.join(this.pick([', ', ' ']))})` : this.fault(0.005) ? '()' : '';
  }

  directives(place) {
    if (!this.chance(place === 'operation' ? 0 : 0.06) && !this.fault(0.01)) return '';
    const fault = this.fault(0.2) ? this.below(6) : -1;
    const condition = () => this.value(this.schema.getDirective('skip').args[0].type, 0, false);
    if (fault === 0) return ' @nope';
    if (fault === 1) return ' @skip';
    if (fault === 2) return ` @skip(if: ${condition()}) @skip(if: false)`;
    if (fault === 3) return ' @deprecated';
    if (fault === 4) return ' @include(if: true, if: true)';
    if (fault === 5 || place === 'operation') return ' @oneOf';
    return ` @${this.pick(['skip', 'include'])}(if: ${condition()})`;
  }

  /** A value as it stands in a document. */
  value(type, depth, hasDefault) {
    if (this.chance(0.3)) return this.variable(type, hasDefault);
    if (this.fault(0.02)) return this.pick(['null', '1', '"x"', 'true', 'X', '[]', '{}', '1.5', '[null]', '[[1]]', '$undefined', '{ nope: 1 }', '{ id: 1, id: 2 }', '9999999999', '-0', '1e3', '1e400']);
    if (isNonNullType(type)) return this.given(type.ofType, depth);
    return this.chance(0.06) ? 'null' : this.given(type, depth);
  }

  /** A value that is neither null nor a variable. */
  given(type, depth) {
    if (isListType(type)) {
      if (this.chance(0.15)) return this.value(type.ofType, depth + 1, false);
      return `[${Array.from({ length: this.below(3) }, () => this.value(type.ofType, depth + 1, false)).join(', ')}]`;
    }
    if (!isInputObjectType(type)) return isEnumType(type) ? this.pick(type.getValues()).name : literalOf(this, type);
    const parts = this.fieldsOf(type, depth).map((field) => `${field.name}: ${this.value(type.isOneOf && !this.fault(0.2) ? new GraphQLNonNull(field.type) : field.type, depth + 1, field.defaultValue !== undefined)}`);
    if (this.fault(0.02)) parts.push('nope: 1');
    if (this.fault(0.02) && parts.length > 0) parts.push(parts[0]);
    return `{ ${parts.join(', ')} }`;
  }

  /** The fields that an input is given. */
  fieldsOf(type, depth) {
    const fields = Object.values(type.getFields());
    if (type.isOneOf) return this.fault(0.2) ? fields.filter(() => this.chance(0.5)) : [this.pick(fields)];
    return fields.filter((field) => (isRequiredInputField(field) ? !this.fault(0.03) : this.chance(depth > 2 ? 0.05 : 0.3)));
  }

  /** A variable for this place, with its declaration, and most times with a value that is sent. */
  variable(type, hasDefault) {
    const known = [...this.variables.keys()];
    if (this.fault(0.1) && known.length > 0) return `$${this.pick(known)}`;
    const name = `v${this.variables.size}`;
    let declared = String(type);
    const nullable = String(getNullableType(type));
    const shape = this.random();
    let initial = '';
    if (shape < 0.15) declared = nullable;
    else if (shape < 0.3) declared = `${nullable}!`;
    if (shape < 0.15 || this.chance(0.15)) initial = ` = ${this.constant(type)}`;
    if (this.fault(0.05)) initial = ' = null';
    if (this.fault(0.05)) initial = '';
    if (this.fault(0.05)) declared = this.pick([`[${declared}]`, declared.replace(/[[\]]/g, ''), declared.replaceAll('!', ''), this.pick(this.inputs).name]);
    this.variables.set(name, `$${name}: ${declared}${initial}`);
    if (hasDefault && this.chance(0.5)) return `$${name}`;
    const absent = (initial !== '' && this.chance(0.5)) || (!declared.endsWith('!') && this.chance(0.2)) || this.fault(0.1);
    if (!absent) this.sent[name] = this.fault(0.08) ? null : this.json(type, 0);
    return `$${name}`;
  }

  constant(type) {
    const [chance, faulty] = [this.chance, this.faulty];
    // A default value takes no variables: while it is made, the share of variables is passed over.
    this.chance = (share) => share !== 0.3 && chance.call(this, share);
    this.faulty = faulty && chance.call(this, 0.3);
    try {
      return this.value(type, 1, false);
    } finally {
      this.chance = chance;
      this.faulty = faulty;
    }
  }

  /** A value as it is sent in `variables`. */
  json(type, depth) {
    if (this.fault(0.04)) return this.pick([null, 1, 'x', true, [], {}, 1.5, [null], [[1]], 9999999999, 1e300, -1, '', { nope: 1 }, 2147483648, 1.0, '1', 'true', text(this)]);
    if (isNonNullType(type)) return this.sentGiven(type.ofType, depth);
    return this.chance(0.05) ? null : this.sentGiven(type, depth);
  }

  sentGiven(type, depth) {
    if (isListType(type)) {
      if (this.chance(0.15)) return this.json(type.ofType, depth + 1);
      return Array.from({ length: this.below(3) }, () => this.json(type.ofType, depth + 1));
    }
    if (!isInputObjectType(type)) return isEnumType(type) ? this.pick(type.getValues()).name : sentOf(this, type);
    const sent = {};
    for (const field of this.fieldsOf(type, depth)) sent[field.name] = type.isOneOf && !this.fault(0.1) ? this.sentGiven(field.type, depth + 1) : this.json(field.type, depth + 1);
    if (this.fault(0.03)) sent.nope = 1;
    return sent;
  }
}
