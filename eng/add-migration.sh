#!/bin/sh
# Adds one migration for every provider: eng/add-migration.sh Name
set -eu
cd "$(dirname "$0")/.."
dotnet tool restore > /dev/null
dotnet build src/Graph.Domain --nologo --verbosity quiet
for provider in Sqlite PostgreSql SqlServer; do
    dotnet ef migrations add "$1" --no-build --project src/Graph.Domain --startup-project src/Graph.Domain \
        --context "${provider}GraphDb" --output-dir "Persistence/$provider/Migrations"
done
echo "Tables that a migration of SQLite rebuilds lose their triggers: call AppendOnly for them again."
