using Graph.Api.Server.Errors;
using GraphQLParser;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Checks the size of a document before it is parsed, because a document may be an attack on the parser.
/// </summary>
internal static class DocumentText
{
    /// <summary>
    /// The deepest nesting of brackets. It is far above the allowed depth of selections, and far below the depth at
    /// which the parser's stack would overflow.
    /// </summary>
    private const int MaxNesting = 64;

    public static void Check(string text, GraphLimits limits)
    {
        if (text.Length > limits.DocumentCharacters)
        {
            throw GraphError.TooLarge($"A document may have at most {limits.DocumentCharacters} characters.");
        }

        var (tokens, nesting) = (0, 0);
        for (var at = 0; ;)
        {
            Token token;
            try
            {
                token = Lexer.Lex(text, at);
            }
            catch (GraphQLParser.Exceptions.GraphQLSyntaxErrorException)
            {
                return; // The parser reports syntax errors with a better message.
            }

            switch (token.Kind)
            {
                case TokenKind.EOF:
                    return;
                case TokenKind.BRACE_L or TokenKind.BRACKET_L or TokenKind.PAREN_L when ++nesting > MaxNesting:
                    throw GraphError.Invalid($"Brackets are nested more than {MaxNesting} deep.");
                case TokenKind.BRACE_R or TokenKind.BRACKET_R or TokenKind.PAREN_R:
                    nesting--;
                    break;
            }

            if (++tokens > limits.Tokens)
            {
                throw GraphError.TooLarge($"A document may have at most {limits.Tokens} tokens.");
            }

            at = token.End;
        }
    }
}
