// Compiles operations with relay-compiler: each list of the viewer as a connection that pages, mutations that update lists,
// and the three streams of which two prepend what arrives to a list.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSchema, getNamedType } from 'graphql';
import { listFields } from './documents.mjs';

const schemaFile = process.argv[2];
const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
const lists = listFields(schema);
const nodeOf = (connection) => getNamedType(connection.getFields().nodes.type).name;

const fragments = lists.map(({ name, connection }) => `
graphql\`fragment app_${name} on Viewer @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) @refetchable(queryName: "app_${name}_more") {
  ${name}(first: $count, after: $cursor) @connection(key: "app_${name}_${name}") { totalCount edges { cursor node { __typename ${schema.getType(nodeOf(connection)).getFields().id ? 'id' : ''} } } }
}\`;`).join('\n');

const source = `${fragments}
graphql\`query app_Start_Query { viewer { id liveCursor ${lists.map(({ name }) => `...app_${name}`).join(' ')} } }\`;
graphql\`query app_Deals_Query($near: NearInput, $count: Int, $cursor: String) {
  deals(near: $near, first: $count, after: $cursor) @connection(key: "app_deals") { edges { distanceMeters nearestShop { id } node { id title sharedByFriends { id } } } }
}\`;
graphql\`mutation app_Pay_Mutation($input: TransferInput!) {
  transfer(input: $input) { transaction { id amount { amount } payer { id displayName } payee { id displayName } } viewer { id wallet { id available { amount } } } replayed
    errors { __typename ... on Error { code message } ... on NotFriendsError { path } } }
}\`;
graphql\`mutation app_Befriend_Mutation($input: SendFriendRequestInput!, $connections: [ID!]!) {
  sendFriendRequest(input: $input) { request @prependNode(connections: $connections, edgeTypeName: "FriendRequestEdge") { id to { id handle } } errors { __typename } }
}\`;
graphql\`mutation app_Split_Mutation($input: SplitBillInput!, $connections: [ID!]!) {
  splitBill(input: $input) { bill @prependNode(connections: $connections, edgeTypeName: "BillEdge") { id shares { payer { id } } } errors { __typename } }
}\`;
graphql\`mutation app_Shop_Mutation($input: AddShopInput!) { addShop(input: $input) { shop { id } merchant { id shops { id } } viewer { id } errors { __typename } } }\`;
graphql\`mutation app_Read_Mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { viewer { id unreadNotificationCount } errors { __typename } } }\`;
graphql\`subscription app_Activity_Subscription($after: String, $connections: [ID!]!) {
  activity(after: $after) { activity @prependNode(connections: $connections, edgeTypeName: "ActivityEdge") { id liveCursor actor { id displayName } subject { __typename } } gap { resumeFrom } }
}\`;
graphql\`subscription app_Notifications_Subscription($after: String, $connections: [ID!]!) {
  notifications(after: $after) { notification @prependNode(connections: $connections, edgeTypeName: "NotificationEdge") { id liveCursor kind title message } gap { resumeFrom } }
}\`;
graphql\`subscription app_Nearby_Subscription($near: NearInput!, $where: DealFilterInput) {
  dealsNearby(near: $near, where: $where) { deal { id status remaining } distanceMeters snapshotComplete }
}\`;
`;

const folder = mkdtempSync(join(import.meta.dirname, 'relay-'));
try {
  writeFileSync(join(folder, 'app.ts'), `declare function graphql(text: TemplateStringsArray): unknown;\n${source}`);
  writeFileSync(join(folder, 'schema.graphql'), readFileSync(schemaFile, 'utf8'));
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify({
    src: '.', schema: './schema.graphql', language: 'typescript', eagerEsModules: true,
    customScalarTypes: { Date: 'string', DateTime: 'string', Decimal: 'string', UUID: 'string' },
    schemaConfig: { connectionInterface: { cursor: 'cursor', edges: 'edges', endCursor: 'endCursor', hasNextPage: 'hasNextPage', hasPreviousPage: 'hasPreviousPage', node: 'node', pageInfo: 'pageInfo', startCursor: 'startCursor' } },
  }));
  execFileSync(createRequire(import.meta.url)('relay-compiler'), [join(folder, 'relay.config.json')], { stdio: 'pipe', encoding: 'utf8', cwd: folder });
  console.log(JSON.stringify({ lists: lists.length, artifacts: readdirSync(join(folder, '__generated__')).length }));
} catch (error) {
  console.error(error.stdout ?? '', error.stderr ?? error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
