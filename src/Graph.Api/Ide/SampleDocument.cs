using Graph.Api.Server;
using Graph.Api.Demo;
using Graph.Api.Server.Relay;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Ide;

/// <summary>The document with which the IDE opens. Its operations run unchanged against the demo data.</summary>
internal static class SampleDocument
{
    public static string Text { get; } = string.Join("\n\n", ApiModules.All.Select(module => module.SampleOperations)
        .Where(operations => operations.Length > 0)
        .Prepend(Basics));

    private const string Basics =
        $$"""
        # 1. Run "SignIn" and copy the accessToken.
        # 2. Paste it into HTTP Headers below, after "Bearer ".
        # 3. Run the other operations. "Live" shows a notification when somebody pays you.
        # To be two people at once, open a second document with the + beside this one's name, run "SignInAsFriend" there, and
        # paste that token into its own headers. (A second tab of the browser would share the headers of this one.)

        mutation SignIn {
          signIn(input: { phone: "13800000001", password: "{{DemoData.Password}}" }) {
            tokens { accessToken }
            errors { ... on Error { code message } }
          }
        }

        mutation SignInAsFriend {
          signIn(input: { phone: "13800000002", password: "{{DemoData.Password}}" }) {
            tokens { accessToken }
            errors { ... on Error { code message } }
          }
        }

        query Home {
          viewer {
            user { displayName handle realNameLevel }
            wallet {
              available { amount currency }
              transactions(first: 5) {
                nodes { kind direction amount { amount } payer { displayName } payee { displayName } note createdAt }
              }
            }
            friends(first: 5) {
              totalCount
              edges { mutualFriendCount node { id displayName realName } }
            }
            feed(first: 5) { nodes { kind actor { displayName } at } }
          }
        }

        # Your payment requests, your split bills, and your payment limits.
        query Asked {
          viewer {
            wallet {
              paymentRequests(first: 5) { nodes { id status amount { amount } payer { displayName } payee { displayName } note expiresAt } }
            }
            bills(first: 5) { nodes { title total { amount } shares { payer { displayName } amount { amount } status } } }
            realName { limits { period confirmation limit { amount } remaining { amount } } }
          }
        }

        # People you may know, your friend requests, and people found by name with their distance from you.
        query People {
          viewer {
            suggestedFriends(first: 3) { nodes { mutualFriendCount user { id handle displayName relation } mutualFriends(first: 1) { nodes { displayName } } } }
            friendRequests { nodes { id message from { displayName handle } } }
          }
          users(search: "wang", first: 5) {
            totalCount
            nodes { handle displayName realName realNameLevel relation distance friendship { alias tags } }
          }
        }

        # Your passkeys and sessions, and the events that concern your security or your money.
        query Security {
          viewer {
            security {
              hasPaymentPin frozenAt passkeys { id name createdAt lastUsedAt }
              sessions { id userAgent lastSeenAt current }
              auditLog(first: 10) { nodes { kind at detail session { id } } }
            }
            settings { showsRealNameToFriends friendsSeeFriends foundByPhone defaultVisibility }
          }
        }

        # The variables hold a friend's ID, an idempotency key and your payment PIN, which payments beyond ¥1,000 a day need.
        # To pay once more, change the key.
        mutation Pay($to: ID!, $key: UUID!, $pin: String) {
          transfer(input: { idempotencyKey: $key, to: $to, amount: { amount: "8.88" }, note: "午饭", paymentPin: $pin }) {
            transaction { id status amount { amount } }
            wallet { available { amount } }
            replayed
            errors { __typename ... on Error { code message } }
          }
        }

        subscription Live {
          notifications {
            notification {
              kind title actor { displayName } message
              subject { ... on Transaction { amount { amount } } }
            }
          }
        }
        """;

    /// <summary>
    /// The variables: the second demo person and the PIN of all of them, if there is demo data, and a new idempotency key.
    /// </summary>
    public static async Task<Dictionary<string, string?>> VariablesAsync(
        GraphDb db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var phone = DemoData.PhoneOf(2);
        var friend = await db.Set<User>().Where(u => u.Phone == phone).Select(u => (UserId?)u.Id).SingleOrDefaultAsync(cancellationToken);
        return new()
        {
            ["to"] = friend is { } id ? GlobalId.Of(id).ToString() : "",
            ["key"] = clock.NewGuid().ToString(),
            ["pin"] = friend is null ? null : DemoData.PaymentPin,
        };
    }
}
