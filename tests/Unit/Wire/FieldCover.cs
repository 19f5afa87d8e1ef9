using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using MesosOrleans.Wire;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>Which fields messages have, and which of them are set in a message: the law that says "every field" asks it whether it saw every field.</summary>
internal static class FieldCover
{
    private const uint FirstOfOurs = 100;

    /// <summary>All fields of a message and of what it contains, as <c>Type.Property</c>.</summary>
    public static SortedSet<string> Of(Type message)
    {
        var (fields, seen, left) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<Type>(), new Stack<Type>([message]));
        while (left.TryPop(out var type))
        {
            if (!seen.Add(type))
                continue;
            foreach (var property in Fields(type))
            {
                fields.Add($"{type.Name}.{property.Name}");
                if (Item(property.PropertyType) is { } item && IsMessage(item))
                    left.Push(item);
            }
        }
        return fields;
    }

    /// <summary>Adds the fields that are set in this message.</summary>
    public static void Collect(object message, SortedSet<string> set)
    {
        foreach (var property in Fields(message.GetType()))
        {
            var value = property.GetValue(message);
            if (value is null || value.Equals(property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null) || value is ICollection { Count: 0 })
                continue;
            set.Add($"{message.GetType().Name}.{property.Name}");
            foreach (var item in value is IEnumerable and not string ? ((IEnumerable)value).Cast<object>() : [value])
            {
                if (IsMessage(item.GetType()))
                    Collect(item, set);
            }
        }
    }

    private static IEnumerable<PropertyInfo> Fields(Type type) => type.GetProperties().Where(property => property.GetCustomAttribute<IdAttribute>() is { Id: < FirstOfOurs });

    private static bool IsMessage(Type type) => type.GetCustomAttribute<MessageAttribute>() is not null;

    private static Type? Item(Type type) => Nullable.GetUnderlyingType(type)
        ?? (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? type.GetGenericArguments()[0] : type);
}
