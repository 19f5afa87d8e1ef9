using System.Text;

namespace MesosOrleans.Generators;

/// <summary>The names of the wire, from those of C#.</summary>
internal static class Names
{
    /// <summary><c>TaskId</c> → <c>task_id</c>.</summary>
    public static string Snake(string name)
    {
        var snake = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }

    /// <summary>What the v1 API says in place of a name of Mesos 0.19: agents for slaves.</summary>
    public static string V1(string name) => name.Replace("slave", "agent").Replace("SLAVE", "AGENT");

    /// <summary>The expression of a name in the dialect of a reader or writer.</summary>
    public static string Utf8(string v0, string v1, string dialect) => v0 == v1 ? $"\"{v0}\"u8" : $"({dialect}.IsV1 ? \"{v1}\"u8 : \"{v0}\"u8)";
}
