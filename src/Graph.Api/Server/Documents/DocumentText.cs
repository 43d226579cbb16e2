using Graph.Api.Server.Errors;
using GraphQLParser;

namespace Graph.Api.Server.Documents;

/// <summary>What is counted before anything is parsed: a document may be hostile.</summary>
internal static class DocumentText
{
    /// <summary>Far above the depth that selections may have, far below where a parser's stack would end.</summary>
    private const int MaxNesting = 64;

    public static void Check(string text, GraphLimits limits)
    {
        if (text.Length > limits.DocumentCharacters)
        {
            throw GraphError.TooLarge($"A document has at most {limits.DocumentCharacters} characters.");
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
                return; // The parser says it better.
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
                throw GraphError.TooLarge($"A document has at most {limits.Tokens} tokens.");
            }

            at = token.End;
        }
    }
}
