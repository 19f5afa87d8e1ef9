using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using MesosOrleans.Authentication;
using MesosOrleans.Registrar;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

/// <summary>Every method of every grain, as reflection finds them, and who gets through to it.</summary>
public sealed class GrainMethodTests
{
    private static readonly AuthenticationSettings On = new(Frameworks: true, Slaves: true);

    private static IEnumerable<Type> Interfaces => new[] { typeof(IRegistrarGrain).Assembly, typeof(RegistrarGrain).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static IEnumerable<MethodInfo> Methods => Interfaces.SelectMany(type => type.GetMethods());

    /// <summary>The list in docs/security.md: a new method stands in it before it is merged, with who may call it.</summary>
    [Fact]
    public void The_page_says_of_every_method_who_may_call_it()
    {
        const string Begin = "<!-- methods -->\n";
        var list = new StringBuilder("| Method | From outside |\n| --- | --- |\n");
        foreach (var method in Methods)
        {
            list.Append($"| `{method.DeclaringType!.Name}.{method.Name}` | {GrainDoorService.RuleOf(method)?.ToString().ToLowerInvariant() ?? "nobody"} |\n");
        }

        var text = File.ReadAllText(PathOfPage());
        var at = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf("\n\n", at, StringComparison.Ordinal) + 1;
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(PathOfPage(), text[..at] + list + text[end..]);
        }
        else
        {
            Assert.Equal(list.ToString(), text[at..end]);
        }
    }

    [Fact]
    public void The_gateways_let_through_to_the_grains_that_have_methods_for_clients_and_to_no_others()
    {
        foreach (var type in typeof(RegistrarGrain).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Grain)) && !type.IsAbstract))
        {
            var name = Assert.Single(type.GetCustomAttributesData(), data => data.AttributeType == typeof(GrainTypeAttribute)).ConstructorArguments[0].Value;
            var hasSome = type.GetInterfaces().Intersect(Interfaces).SelectMany(one => one.GetMethods()).Any(method => GrainDoorService.RuleOf(method) is not null);

            Assert.Equal((type.Name, hasSome), (type.Name, ClientNames.MayCall(Encoding.UTF8.GetBytes((string)name!))));
        }
    }

    /// <summary>Each method times each kind of caller: what the door lets through, by what the method says.</summary>
    [Fact]
    public void Every_method_times_every_caller_has_the_verdict_that_its_rule_says()
    {
        // Whose session it is, and whose the grain is.
        (string Name, string? Principal, string? Owner)[] callers =
        [
            ("nobody", null, "ada"), ("wrong secret", null, "ada"), ("expired token", null, "ada"), ("another", "bob", "ada"), ("the right one", "ada", "ada"), ("the first", "ada", null),
        ];
        var (tried, open) = (0, 0);
        foreach (var method in Methods)
        {
            foreach (var (name, principal, owner) in callers)
            {
                var rule = GrainDoorService.RuleOf(method);
                var expected = (rule, name) switch
                {
                    (null, _) => DoorVerdict.Closed,
                    (Callers.Anybody, _) => DoorVerdict.Open,
                    (_, "nobody" or "wrong secret" or "expired token") => DoorVerdict.SessionNeeded,
                    (Callers.Slaves or Callers.Frameworks, "another") => DoorVerdict.NotTheOwner,
                    _ => DoorVerdict.Open,
                };
                var verdict = Door.Judge(On, rule, principal, owner);
                Assert.True(expected == verdict, $"{method.DeclaringType!.Name}.{method.Name} called by {name}: {verdict}, expected {expected}");
                tried++;
                open += verdict == DoorVerdict.Open ? 1 : 0;
            }
        }

        Assert.True(tried > 200 && open > 0 && open < tried / 2, $"{tried} combinations, {open} open");
    }

    [Theory]
    [InlineData(Callers.Frameworks, false, true), InlineData(Callers.Operators, false, true), InlineData(Callers.Slaves, true, false)]
    public void Who_need_not_authenticate_is_let_in_unknown(Callers callers, bool frameworks, bool slaves)
    {
        Assert.Equal(DoorVerdict.Open, Door.Judge(new AuthenticationSettings(frameworks, slaves), callers, null, "ada"));
        Assert.Equal(DoorVerdict.SessionNeeded, Door.Judge(new AuthenticationSettings(!frameworks, !slaves), callers, null, "ada"));
        Assert.Equal(DoorVerdict.Closed, Door.Judge(new AuthenticationSettings(frameworks, slaves), null, "ada", "ada"));
    }

    private static string PathOfPage([CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, "../../../docs/security.md");
}
