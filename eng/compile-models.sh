#!/bin/sh
# Writes EF's compiled models of SQLite and PostgreSQL anew. Run it after each change of the model. A server that starts
# takes them instead of building the model. Usage: eng/compile-models.sh
set -eu
cd "$(dirname "$0")/.."
# An old compiled model may name a member that is gone, and would not build.
rm -rf src/Graph.Domain/Persistence/Sqlite/Compiled src/Graph.Domain/Persistence/PostgreSql/Compiled
dotnet tool restore > /dev/null
dotnet build src/Graph.Domain --nologo --verbosity quiet
for provider in Sqlite PostgreSql; do
    dotnet ef dbcontext optimize --no-build --project src/Graph.Domain --startup-project src/Graph.Domain \
        --context "${provider}GraphDb" --output-dir "Persistence/$provider/Compiled" \
        --namespace "Graph.Domain.Persistence.$provider.Compiled" > /dev/null
done
