using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Log;

/// <summary>What the failures of a server mean for an operator. No message holds a password.</summary>
internal static class PostgresRefusalStore
{
    public static Exception Explain(Exception failure, string name, NpgsqlConnectionStringBuilder words) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } answer => new StoreException(
            $"{name}: {answer.MessageText}. Make it: createdb -h {words.Host} -p {words.Port} -O {words.Username} {words.Database}", answer),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } answer => new StoreException(
            $"{name}: {answer.MessageText} (user {words.Username}). Let the user own the database: "
            + $"ALTER DATABASE \"{words.Database}\" OWNER TO \"{words.Username}\", or GRANT CREATE, USAGE ON SCHEMA public TO \"{words.Username}\" "
            + "and the rights on the tables log_replica, log_position and mesos_schema if others made them.", answer),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } answer =>
            new StoreException($"{name}: {answer.MessageText}. Give the right user and password in --log_replicas.", answer),
        PostgresException answer => new NoAnswerException($"{name}: {answer.MessageText} ({answer.SqlState})", answer),
        TimeoutException or NpgsqlException { InnerException: TimeoutException } => new NoAnswerException(
            $"{name}: no answer within {words.CommandTimeout} s.", failure),
        { InnerException: { } inner } => new NoAnswerException($"{name}: {inner.Message}", failure),
        _ => new NoAnswerException($"{name}: {failure.Message}", failure),
    };
}
