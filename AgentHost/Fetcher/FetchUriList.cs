using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// The URIs of a command in one variable, <c>MESOS_EXECUTOR_URIS</c> (rule 17.2; Mesos 0.19 <c>src/slave/containerizer/mesos_containerizer.cpp</c>): each is followed by a plus, <c>1</c> for an executable or <c>0</c>, and
/// <c>X</c> for one to extract or <c>N</c>; spaces stand between. So a URI with a space cannot be said.
/// </summary>
internal static class FetchUriList
{
    public const string Variable = "MESOS_EXECUTOR_URIS";

    private const int MarkLength = 3;

    /// <exception cref="FetchException">It is no such list.</exception>
    public static ImmutableArray<CommandUri> Parse(string text)
    {
        var uris = ImmutableArray.CreateBuilder<CommandUri>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length <= MarkLength || word[^3] != '+' || word[^2] is not ('0' or '1') || word[^1] is not ('X' or 'N'))
                throw new FetchException($"{Variable} holds '{FetchUriText.Shown(word)}': expected URI+EX, where E is 1 for an executable and 0 else, and X is X for one to extract and N else");
            uris.Add(new CommandUri { Value = word[..^MarkLength], Executable = word[^2] == '1', Extract = word[^1] == 'X' });
        }
        return uris.ToImmutable();
    }
}
