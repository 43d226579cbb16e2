using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.Conventions;

/// <summary>Stores a sort key as its bytes, which every provider compares one by one.</summary>
public sealed class SortKeyToBytes() : ValueConverter<SortKey, byte[]>(key => key.ToBytes(), bytes => SortKey.From(bytes));
