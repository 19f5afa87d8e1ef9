using System.Globalization;
using System.Text;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Doctor;

/// <summary>Findings for people: a line each, below it what to do. Pure.</summary>
internal static class DoctorText
{
    public static string Of(IReadOnlyList<Finding> findings, Paint paint)
    {
        var width = findings.Max(finding => finding.Check.Length);
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            var line = $"{Word(finding.Verdict)}  {finding.Check.PadRight(width)}  {finding.Says}";
            text.Append(finding.Verdict switch { Verdict.Bad => paint.Red(line), Verdict.Good => paint.Green(line), _ => line }).Append('\n');
            if (finding.Advice is { } advice)
            {
                text.Append(' ', Word(Verdict.Good).Length + width + 4).Append("-> ").Append(advice).Append('\n');
            }
        }

        var (bad, warnings) = (findings.Count(finding => finding.Verdict == Verdict.Bad), findings.Count(finding => finding.Verdict == Verdict.Warning));
        return text.Append(CultureInfo.InvariantCulture, $"{findings.Count} checks: {bad} bad, {warnings} to think about\n").ToString();
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Good => "ok  ",
        Verdict.Warning => "warn",
        _ => "BAD ",
    };
}
