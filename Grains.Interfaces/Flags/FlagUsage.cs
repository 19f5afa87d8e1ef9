using System.Text;

namespace MesosOrleans.Flags;

/// <summary>The usage text of a set: a table of names, help and defaults.</summary>
internal static class FlagUsage
{
    private const int Columns = 100;

    // Keeps a default on the line of its label; printed as a blank.
    private const char Unbreakable = '\u00a0';

    // A longer form has its help on the next line, so that one long name does not push the whole table to the right.
    private const int WidestForm = 40;

    public static string Of(FlagSet set)
    {
        var flags = set.Flags.OrderBy(flag => flag.Name, StringComparer.Ordinal).ToList();
        var indent = flags.Select(flag => Form(flag).Length).Where(length => length <= WidestForm).Max() + 4;
        var text = new StringBuilder();
        text.Append("Usage: ").Append(set.Name).Append(" [flags]").AppendLine(set.Positional is null ? "" : " " + set.Positional);
        text.AppendLine();
        AppendWrapped(text, "", 0, set.Summary);
        text.AppendLine();
        AppendWrapped(text, "", 0, $"Flags{Elsewhere(flags)}; file://PATH as value is read from that file:");
        foreach (var flag in flags)
        {
            AppendWrapped(text, "  " + Form(flag), indent, flag.Help + Remark(flag));
        }

        return text.Replace(Unbreakable, ' ').ToString();
    }

    // Which of them can be given in other places than the command line: whichever list is the shorter one.
    private static string Elsewhere(IReadOnlyCollection<Flag> flags)
    {
        var elsewhere = flags.Where(flag => !flag.IsCommandLineOnly).ToList();
        var here = flags.Where(flag => flag.IsCommandLineOnly && !IsQuestion(flag)).ToList();
        var which = here.Count == 0 ? "each"
            : here.Count < elsewhere.Count ? $"each but {Names(here)}"
            : Names(elsewhere);
        return elsewhere.Count == 0 ? "" : $", {which} also as MESOS_NAME in the environment or in the section Mesos of appsettings.json";
    }

    private static string Names(IEnumerable<Flag> flags) => string.Join(" and ", flags.Select(flag => $"--{flag.Name}"));

    private static bool IsQuestion(Flag flag) => flag == FlagSet.Help || flag == FlagSet.Version;

    private static string Form(Flag flag) => (flag.Letter is { } letter ? $"-{letter}, " : "") + Long(flag);

    private static string Long(Flag flag) =>
        IsQuestion(flag) ? $"--{flag.Name}"
        : flag.IsBoolean ? $"--[no-]{flag.Name}"
        : $"--{flag.Name}={flag.Placeholder}";

    private static string Remark(Flag flag) =>
        flag.IsRequired ? " (required)"
        : string.IsNullOrEmpty(flag.DefaultText) || IsQuestion(flag) ? ""
        : $" (default:{Unbreakable}{flag.DefaultText})";

    private static void AppendWrapped(StringBuilder text, string form, int indent, string words)
    {
        var line = new StringBuilder(form);
        if (form.Length > 0 && form.Length + 2 > indent)
        {
            text.Append(line).AppendLine();
            line.Clear();
        }

        line.Append(' ', indent - line.Length);
        var empty = true;
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > Columns)
            {
                text.Append(line).AppendLine();
                line.Clear().Append(' ', indent);
                empty = true;
            }

            line.Append(empty ? "" : " ").Append(word);
            empty = false;
        }

        text.Append(line).AppendLine();
    }
}
