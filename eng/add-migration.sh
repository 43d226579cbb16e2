#!/bin/sh
# Adds a migration with the given name for each of the three databases. Usage: eng/add-migration.sh Name
set -eu
cd "$(dirname "$0")/.."
dotnet tool restore > /dev/null
# `dotnet ef` compares the model with its snapshots, which everyday builds leave out.
dotnet build src/Graph.Domain --nologo --verbosity quiet -p:ModelSnapshots=true
for provider in Sqlite PostgreSql SqlServer; do
    dotnet ef migrations add "$1" --no-build --project src/Graph.Domain --startup-project src/Graph.Domain \
        --context "${provider}GraphDb" --output-dir "Persistence/$provider/Migrations"
    # This is the same model once more. Everyday builds leave it out too.
    sed -i -e '0,/^ *modelBuilder\.Entity(/s|^ *modelBuilder\.Entity(|#if MODEL_SNAPSHOTS\n&|' \
        -e 's|^#pragma warning restore|#endif\n&|' "src/Graph.Domain/Persistence/$provider/Migrations/"*"_$1.Designer.cs"
done
eng/compile-models.sh
echo "When a migration for SQLite rebuilds a table, the table loses its triggers. Call AppendOnly for it again."
echo "Without its model, InsertData has to be told its columnTypes."
