using Graph.Api.Demo;

namespace Graph.Api.Ide;

/// <summary>What the IDE opens with: it runs as it stands against the demo data.</summary>
internal static class SampleDocument
{
    public const string Text =
        $$"""
        # 1. Run "SignIn" and copy the accessToken.
        # 2. Put it into HTTP Headers: Authorization = Bearer <accessToken>
        # 3. Run the others; "Live" shows money arriving while somebody pays you.

        mutation SignIn {
          signIn(input: { phone: "13800000001", password: "{{DemoData.Password}}" }) {
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

        # The variable is the id of a friend: take one from Home.
        mutation Pay($to: ID!, $key: UUID!) {
          transfer(input: { idempotencyKey: $key, to: $to, amount: { amount: "8.88" }, note: "午饭" }) {
            transaction { id status amount { amount } }
            wallet { available { amount } }
            replayed
            errors { __typename ... on Error { code message } }
          }
        }

        subscription Live {
          notifications {
            ... on Notification {
              cursor title
              subject { ... on Transaction { amount { amount } payer { displayName } note } }
            }
          }
        }
        """;

    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["to"] = "",
        ["key"] = "0199c0de-0000-7000-8000-000000000001",
    };
}
