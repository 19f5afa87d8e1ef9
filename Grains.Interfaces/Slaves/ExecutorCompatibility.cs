using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>Whether two tasks that name the same executor mean the same one (rule 8.5, check 5): an executor that runs is not changed by a task that comes later.</summary>
public static class ExecutorCompatibility
{
    /// <summary>Null: they are the same in every field. Otherwise the first that differs, as <c>command.value: 'running' and not 'asked for'</c>.</summary>
    public static string? Difference(ExecutorInfo running, ExecutorInfo asked) => Comparison<ExecutorInfo>.Difference(running, asked);

    /// <summary>Compares by content, arrays too, which a record does not. What the fields are is found once a type.</summary>
    private static class Comparison<T>
    {
        private static readonly Func<T, T, string?> Compare = Build();

        public static string? Difference(T one, T other) =>
            ReferenceEquals(one, other) ? null : one is null || other is null ? Text(one, other) : Compare(one, other);

        private static Func<T, T, string?> Build()
        {
            var type = typeof(T);
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            {
                return Of<Func<T, T, string?>>(nameof(Items), type.GetGenericArguments()[0])(null);
            }

            if (!type.IsClass || type.Namespace != typeof(ExecutorInfo).Namespace)
            {
                return (one, other) => EqualityComparer<T>.Default.Equals(one, other) ? null : Text(one, other);
            }

            var fields = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => Of<Func<T, T, string?>>(nameof(Field), property.PropertyType)(property))
                .ToArray();
            return (one, other) =>
            {
                foreach (var field in fields)
                {
                    if (field(one, other) is { } difference)
                    {
                        return difference;
                    }
                }

                return null;
            };
        }

        private static Func<PropertyInfo?, TResult> Of<TResult>(string method, Type argument) =>
            typeof(Comparison<T>).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(argument).CreateDelegate<Func<PropertyInfo?, TResult>>();

        private static Func<T, T, string?> Field<TField>(PropertyInfo? property)
        {
            var read = property!.GetMethod!.CreateDelegate<Func<T, TField>>();
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            return (one, other) => Comparison<TField>.Difference(read(one), read(other)) is { } difference
                ? name + (difference[0] == '\'' ? ": " : ".") + difference
                : null;
        }

        private static Func<T, T, string?> Items<TItem>(PropertyInfo? property) => (one, other) =>
        {
            var (some, others) = ((ImmutableArray<TItem>)(object)one!, (ImmutableArray<TItem>)(object)other!);
            var same = some.Length == others.Length;
            for (var i = 0; same && i < some.Length; i++)
            {
                same = Comparison<TItem>.Difference(some[i], others[i]) is null;
            }

            return same ? null : $"'{string.Join(' ', some)}' and not '{string.Join(' ', others)}'";
        };

        private static string Text(object? one, object? other) => $"'{one}' and not '{other}'";
    }
}
