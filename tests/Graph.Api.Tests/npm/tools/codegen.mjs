// Generates TypeScript with the client preset from schema.graphql and from operations that select every field of every union,
// with strict scalars, and compiles it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { buildSchema, parse, validate } from 'graphql';
import { generate } from '@graphql-codegen/cli';
import { everything } from './documents.mjs';

const schemaFile = process.argv[2];
const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
const document = everything(schema);
const invalid = validate(schema, parse(document));
if (invalid.length > 0) throw new Error(invalid.slice(0, 20).map((error) => error.message).join('\n'));

const folder = mkdtempSync(join(import.meta.dirname, 'generated-'));
try {
  const source = join(folder, 'everything.graphql');
  const output = join(folder, 'gql');
  mkdirSync(output);
  writeFileSync(source, document);
  await generate({
    schema: schemaFile,
    documents: source,
    silent: true,
    generates: {
      [`${output}/`]: {
        preset: 'client',
        config: {
          strictScalars: true,
          scalars: { Date: 'string', DateTime: 'string', Decimal: 'string', UUID: 'string' },
        },
      },
    },
  }, true);
  writeFileSync(join(output, 'use.ts'), `import { EveryUnionDocument, type EveryUnionQuery } from './graphql';
import type { ResultOf } from '@graphql-typed-document-node/core';
export const asTyped: ResultOf<typeof EveryUnionDocument> extends EveryUnionQuery ? true : never = true;
`);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2022', skipLibCheck: true, types: [] },
    include: ['gql/*.ts'],
  }));
  execFileSync('node', [join(import.meta.dirname, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe', encoding: 'utf8' });
  console.log(JSON.stringify({ unions: document.split('... on ').length - 1 }));
} catch (error) {
  console.error(error.stdout ?? error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
