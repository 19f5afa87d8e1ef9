using MesosOrleans.Storage;
using Npgsql;
using Xunit;

namespace MesosOrleans.Tests.Storage;

/// <summary>The named queries as Orleans uses them: parameters by name, columns by name.</summary>
internal sealed class OrleansQueries(NpgsqlDataSource database, IReadOnlyDictionary<string, string> texts)
{
    public static async Task<OrleansQueries> Load(NpgsqlDataSource database)
    {
        await PostgresSchemaStore.Migrate(database, ClusterStore.Part, "cluster database", TestContext.Current.CancellationToken);
        var texts = new Dictionary<string, string>();
        await using var command = database.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            texts.Add(reader.GetString(reader.GetOrdinal("QueryKey")), reader.GetString(reader.GetOrdinal("QueryText")));
        }

        return new OrleansQueries(database, texts);
    }

    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>The rows, each by column name; a null of the database is null.</summary>
    public async Task<List<Dictionary<string, object?>>> Rows(string key, object parameters)
    {
        await using var command = database.CreateCommand(texts[key]);
        foreach (var parameter in parameters.GetType().GetProperties())
        {
            var value = parameter.GetValue(parameters);
            command.Parameters.Add(new NpgsqlParameter(parameter.Name, value ?? DBNull.Value)
            {
                DbType = (Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType) switch
                {
                    var type when type == typeof(int) => System.Data.DbType.Int32,
                    var type when type == typeof(long) => System.Data.DbType.Int64,
                    var type when type == typeof(DateTime) => System.Data.DbType.DateTime,
                    var type when type == typeof(byte[]) => System.Data.DbType.Binary,
                    _ => System.Data.DbType.String,
                },
            });
        }

        var rows = new List<Dictionary<string, object?>>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(
                reader.GetName, column => reader.IsDBNull(column) ? null : reader.GetValue(column), StringComparer.OrdinalIgnoreCase));
        }

        return rows;
    }

    /// <summary>The one value of the one row.</summary>
    public async Task<object?> Value(string key, object parameters) => Assert.Single(Assert.Single(await Rows(key, parameters))).Value;
}
