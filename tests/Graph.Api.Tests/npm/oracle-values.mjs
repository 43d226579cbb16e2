// Values of scalars for generated requests, in a document and in variables.

const letters = ['a', 'Z', '0', ' ', '中', 'é', '👍', '\u00a0', '\u200b', '#', "'", '/', '\t', '{', '$'];

/** Some text without what an escape is needed for in JSON alone. */
export const text = (generator) => Array.from({ length: generator.below(6) }, () => generator.pick(letters)).join('');

/** A string in a document, with escapes, or as a block. */
function stringOf(generator) {
  if (generator.chance(0.1)) return `"""${text(generator)}${generator.pick(['', '\n  x\n', ' \\""" ', '""', '\\u{1}'])} """`;
  const escapes = ['\\n', '\\"', '\\\\', '\\/', '\\b', '\\f', '\\r', '\\t', '\\u0041', '\\u4e2d', '\\u{1F44D}', '\\u{41}', '\\u{000041}', '\\u{22}', '\\u{a}', '\\uD83D\\uDC4D', '\\u{5c}', '\\u0000', '\\u{0}', '\\u{1}', '\\u{10FFFF}', '\\u{200b}'];
  const broken = ['\\x', '\\u', '\\u12', '\\uD83D', '\\uDC4D', '\\u{D83D}', '\\u{110000}', '\\u{}', '\\u{zz}', '\\u{1F44D', '\n', '\\uD83D\\u0041', '\\u{D83D}\\u{DC4D}', '\\uD83D\\u{DC4D}', '\\U0041', '\\u{-1}', '\\u{ 41}', '\\u{+41}', '\\uD83D\\uD83D'];
  const escape = generator.fault(0.05) ? generator.pick(broken) : generator.chance(0.3) ? generator.pick(escapes) : '';
  return `"${text(generator)}${escape}${text(generator)}"`;
}

const samples = {
  Decimal: ['1', '12.50', '-0.5', '0', '100000'],
  UUID: ['0199c0de-0000-7000-8000-000000000001', '0199C0DE-0000-7000-8000-00000000000A'],
  Date: ['2026-11-23', '1940-06-01', '2024-02-29'],
  DateTime: ['2026-11-23T04:05:06Z', '2026-11-23T04:05:06.789Z', '2026-11-23T04:05:06+08:00', '2026-11-23T04:05:06.123456789Z'],
};
const wrong = {
  Decimal: ['1,000', '12.', '', '.5', '1e3', '+1', ' 1', '0x1'],
  UUID: ['', '0199c0de00007000800000000000001', 'x', '{0199c0de-0000-7000-8000-000000000001}', '0199c0de000070008000000000000001', ' 0199c0de-0000-7000-8000-000000000001'],
  Date: ['', '2026-13-01', '2026-1-1', '20261123', '2026-11-23T00:00:00Z'],
  DateTime: ['', '2026-11-23', '2026-11-23T04:05:06', '2026-11-23 04:05:06Z', '2026-11-23T24:00:00Z'],
};

export function literalOf(generator, type) {
  switch (type.name) {
    case 'Int': return generator.pick(['0', '1', '-5', '2147483647', '-2147483648', ...(generator.fault(0.1) ? ['2147483648', '1.0', '1e2', '01', '-', '1a', '0x1', '1_0', '"1"'] : [])]);
    case 'Float': return generator.pick(['0', '1.5', '-2e3', '1E-3', '30.25', '9999999999', ...(generator.fault(0.1) ? ['1.', '.5', '1e', '"1.5"', '00.1', '1.5.5', '1.5a', '1e400'] : [])]);
    case 'Boolean': return generator.pick(['true', 'false', ...(generator.fault(0.2) ? ['"true"', '1', 'TRUE'] : [])]);
    case 'ID': return generator.pick(['"VXNlcjox"', '""', '5', stringOf(generator), ...(generator.fault(0.2) ? ['1.5', 'true', 'x', '[]'] : [])]);
    case 'String': return generator.fault(0.03) ? generator.pick(['1', 'x', 'true', '{}']) : stringOf(generator);
    default: return generator.fault(0.1) ? generator.pick([JSON.stringify(generator.pick(wrong[type.name])), '1', '1.5', 'x']) : JSON.stringify(generator.pick(samples[type.name]));
  }
}

export function sentOf(generator, type) {
  switch (type.name) {
    case 'Int': return generator.pick([0, 1, -5, 2147483647, -2147483648, ...(generator.fault(0.3) ? [2147483648, 1.5, '1', true, 1e10] : [])]);
    case 'Float': return generator.pick([0, 1.5, -2000, 30.25, 1e15, ...(generator.fault(0.3) ? ['1.5', true, null, 1e300] : [])]);
    case 'Boolean': return generator.pick([true, false, ...(generator.fault(0.3) ? ['true', 1, 0] : [])]);
    case 'ID': return generator.pick(['VXNlcjox', '', 5, text(generator), ...(generator.fault(0.3) ? [1.5, true, {}, []] : [])]);
    case 'String': return generator.fault(0.05) ? generator.pick([1, true, {}, []]) : text(generator);
    default: return generator.fault(0.1) ? generator.pick([...wrong[type.name], 1, 1.5, true]) : generator.pick(samples[type.name]);
  }
}
