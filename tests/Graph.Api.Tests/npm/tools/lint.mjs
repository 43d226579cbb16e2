// Checks schema.graphql with graphql-eslint: all recommended rules for schemas, and Relay's. A rule that is off, or set otherwise, says why.
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import plugin from '@graphql-eslint/eslint-plugin';

const rules = {
  // Descriptions of one line stand in one line; both styles mean the same.
  '@graphql-eslint/description-style': 'off',
  // Only nodes have ids. Payloads, errors, edges and values such as Money are no entities.
  '@graphql-eslint/strict-id-in-types': 'off',
  // Short lists that are whole, such as the shops of a merchant, need no pages.
  '@graphql-eslint/relay-edge-types': ['error', { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
};

const file = process.argv[2];
const linter = new ESLint({
  overrideConfigFile: true,
  ignore: false,
  overrideConfig: [{
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': plugin },
    languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema: file } } },
    rules: {
      ...plugin.configs['flat/schema-recommended'].rules,
      ...plugin.configs['flat/schema-relay'].rules,
      ...rules,
    },
  }],
});
const results = await linter.lintText(readFileSync(file, 'utf8'), { filePath: 'schema.graphql' });
const found = results.flatMap((result) => result.messages.map((message) => `${message.line}: ${message.ruleId}: ${message.message}`));
console.log(JSON.stringify({ found }));
