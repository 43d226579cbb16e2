// The operations of `bench -- reads` by mercurius with its compiler, from the same file.
// Usage: node server.js <database> <key of today's tokens, base64>
import { createHmac, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import Database from 'libsql'
import mercurius from 'mercurius'

const [file, keyText] = process.argv.slice(2)
const key = Buffer.from(keyText, 'base64')
const db = new Database(file)
const statements = new Map()
// Values go in arrays: the driver takes a Buffer that stands alone for an object of names.
const sql = (text) => {
  let statement = statements.get(text)
  if (!statement) statements.set(text, (statement = db.prepare(text)))
  return statement
}
const placesOf = (keys) => keys.map(() => '?').join(', ')
// Ids are read as text: mercurius knows objects of a level apart by their JSON.
const hex = (column) => `lower(hex(${column}))`
const bytesOf = (id) => Buffer.from(id, 'hex')
const idOf = (type, id) => Buffer.from(`${type}:${id}`).toString('base64url')
const timeOf = (text) => (text.length === 19 ? `${text}.` : text).replace(' ', 'T').padEnd(26, '0') + 'Z'
const moneyOf = (fen) => ({ amount: `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}` })
const kinds = ['TOP_UP', 'WITHDRAWAL', 'TRANSFER']
const activities = ['POSTED', 'PAID', 'BECAME_FRIENDS', 'BOUGHT_DEAL', 'DEAL_PUBLISHED']

const sessionOf = (request) => {
  const token = request.headers.authorization?.slice('Bearer '.length)
  if (!token) return null
  const [head, payload, signature] = token.split('.')
  const hash = createHmac('sha256', key).update(`${head}.${payload}`).digest()
  const claims = JSON.parse(Buffer.from(payload, 'base64url'))
  if (!timingSafeEqual(hash, Buffer.from(signature, 'base64url')) || claims.exp * 1000 < Date.now()) throw new Error('No valid token.')
  return sql(`SELECT ${hex('u.id')} id, u.level, u.role_bits FROM session s JOIN users u ON u.id = s.user_id WHERE s.id = ? AND s.ended_at IS NULL`)
    .get([bytesOf(claims.sid)])
}

const schema = `
  interface Node { id: ID! }
  type Query { viewer: Viewer user(handle: String!): User node(id: ID!): Node deals(first: Int): DealConnection }
  type Viewer { friends(first: Int): UserConnection! feed(first: Int): ActivityConnection! wallet: Wallet! }
  type User implements Node { id: ID! handle: String! displayName: String! mutualFriends(first: Int): UserConnection! }
  type UserConnection { nodes: [User!]! }
  type Deal implements Node { id: ID! title: String! price: Money! endsAt: String! merchant: Merchant! }
  type DealConnection { nodes: [Deal!]! }
  type Merchant implements Node { id: ID! handle: String! displayName: String! }
  type Activity { kind: String! at: String! actor: Party! }
  type ActivityConnection { nodes: [Activity!]! }
  type Wallet { balance: Money! transactions(first: Int): TransactionConnection! }
  type TransactionConnection { nodes: [Transaction!]! }
  type Transaction implements Node { id: ID! kind: String! amount: Money! createdAt: String! payer: Party payee: Party }
  type Party { displayName: String! }
  type Money { amount: String! }`

const visible = 'closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = ? AND b.other_id = u.id)'
const typed = (type) => ({ id: (row) => idOf(type, row.id) })
const resolvers = {
  Query: {
    viewer: (_, args, { viewer }) => viewer,
    user: (_, { handle }, { viewer }) => sql(`SELECT ${hex('id')} id, handle, display_name displayName FROM users u WHERE handle = ? AND ${visible}`).get([handle, bytesOf(viewer.id)]),
    node: (_, { id }) => {
      const [type, key] = Buffer.from(id, 'base64url').toString().split(':')
      const row = type === 'Deal'
        ? sql(`SELECT ${hex('id')} id, title, price, ends_at, ${hex('merchant_id')} merchant_id FROM deal WHERE id = ? AND published_at IS NOT NULL`).get([bytesOf(key)])
        : null
      return row && Object.assign(row, { __typename: type })
    },
    deals: (_, { first }) => ({
      nodes: sql(`SELECT ${hex('id')} id, title, price, ends_at, ${hex('merchant_id')} merchant_id FROM deal WHERE published_at IS NOT NULL ORDER BY created_at DESC, tiebreak LIMIT ?`).all([first])
    })
  },
  Node: { resolveType: (row) => row.__typename },
  Viewer: {
    friends: (viewer, { first }) => ({
      nodes: sql(`SELECT ${hex('u.id')} id, u.handle, u.display_name displayName FROM friendship f JOIN users u ON u.id = f.friend_id WHERE f.owner_id = ? ORDER BY f.since DESC, f.tiebreak LIMIT ?`).all([bytesOf(viewer.id), first])
    }),
    wallet: (viewer) => sql(`SELECT ${hex('id')} id, credits_posted - debits_posted balance FROM account WHERE owner_id = ?`).get([bytesOf(viewer.id)]),
    feed: (viewer, { first }) => ({
      nodes: sql(`
        SELECT a.kind, a.at, ${hex('a.actor_id')} actor_id FROM friendship f JOIN activity a ON a.actor_id = f.friend_id
        WHERE f.owner_id = $me AND a.source_id IS NULL AND a.actor_id <> $me
        AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = $me AND b.other_id = a.other_id)
        AND (a.kind <> 2 OR a.other_id = $me OR (EXISTS (SELECT 1 FROM friendship t WHERE t.owner_id = a.actor_id AND t.friend_id = a.other_id)
          AND EXISTS (SELECT 1 FROM users s WHERE s.id = a.actor_id AND s.friends_see_friends)))
        AND (a.other_id = $me OR a.visibility = 0 OR (a.visibility = 1 AND (a.other_id IS NULL
          OR EXISTS (SELECT 1 FROM friendship m WHERE m.owner_id = $me AND m.friend_id = a.other_id))))
        ORDER BY a.number DESC LIMIT $first`).all({ me: bytesOf(viewer.id), first })
    })
  },
  User: {
    ...typed('User'),
    mutualFriends: (user, { first }, { viewer }) => ({
      nodes: sql(`SELECT ${hex('u.id')} id, u.handle, u.display_name displayName
        FROM friendship mine JOIN users u ON u.id = mine.friend_id JOIN friendship theirs ON theirs.friend_id = mine.friend_id
        WHERE mine.owner_id = $me AND theirs.owner_id = $other AND u.friends_see_friends
        AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = $me AND b.other_id = $other) ORDER BY u.handle LIMIT $first`)
        .all({ me: bytesOf(viewer.id), other: bytesOf(user.id), first })
    })
  },
  Deal: { ...typed('Deal'), price: (row) => moneyOf(row.price), endsAt: (row) => timeOf(row.ends_at) },
  Merchant: typed('Merchant'),
  Activity: { kind: (row) => activities[row.kind], at: (row) => timeOf(row.at) },
  Wallet: {
    balance: (row) => moneyOf(row.balance),
    transactions: (account, { first }) => ({
      nodes: sql(`SELECT ${hex('t.id')} id, t.kind, t.amount, t.created_at, ${hex('t.payer_id')} payer_id, ${hex('t.payee_id')} payee_id, ${hex('t.bank_card_id')} bank_card_id
        FROM entry e JOIN transactions t ON t.id = e.transaction_id WHERE e.account_id = ? AND e.opens ORDER BY e.sequence DESC LIMIT ?`)
        .all([bytesOf(account.id), first])
    })
  },
  Transaction: {
    ...typed('Transaction'),
    kind: (row) => kinds[row.kind],
    amount: (row) => moneyOf(row.amount),
    createdAt: (row) => timeOf(row.created_at)
  }
}

// One statement for all objects of a level.
const uncached = (loader) => ({ loader, opts: { cache: false } })
const together = (table, columns, idOfRow) => async (queries) => {
  const keys = queries.map(({ obj }) => idOfRow(obj))
  const wanted = [...new Set(keys)].filter(Boolean).map(bytesOf)
  const found = new Map(wanted.length
    ? sql(`SELECT ${hex('id')} id, ${columns} FROM ${table} WHERE id IN (${placesOf(wanted)})`).all(wanted).map((row) => [row.id, row])
    : [])
  return keys.map((key) => found.get(key) ?? null)
}
const people = (idOfRow) => together('users', 'display_name displayName', idOfRow)
const payers = people((row) => row.payer_id)
const banks = together('bank_card', 'bank_name displayName', (row) => row.bank_card_id)
const loaders = {
  Deal: { merchant: uncached(together('merchant', 'handle, display_name displayName', (row) => row.merchant_id)) },
  Activity: { actor: uncached(people((row) => row.actor_id)) },
  Transaction: {
    payer: uncached(async (queries) => {
      const found = await payers(queries)
      if (found.every(Boolean)) return found
      const cards = await banks(queries)
      return found.map((person, i) => person ?? cards[i])
    }),
    payee: uncached(people((row) => row.payee_id))
  }
}

const app = Fastify({ logger: false })
app.register(mercurius, { schema, resolvers, loaders, jit: 1, context: (request) => ({ viewer: sessionOf(request) }) })
console.log(`API  ${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`)
