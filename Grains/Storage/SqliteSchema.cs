namespace MesosOrleans.Storage;

/// <summary>
/// What a SQLite file of ours holds: an ID that says which kind of file it is, and the statements that make version 1, 2, … of its tables.
/// </summary>
/// <param name="What">For people: "replicated log", "grain storage".</param>
/// <param name="ApplicationId">Stands in the file's header; other than 0.</param>
/// <param name="Versions">Each brings the version before it up to its own.</param>
internal sealed record SqliteSchema(string What, int ApplicationId, IReadOnlyList<string> Versions);
