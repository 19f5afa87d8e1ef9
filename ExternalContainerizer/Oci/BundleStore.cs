using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MesosOrleans.ExternalContainerizer.Plans;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>Makes bundles and removes them, with the mounts that belong to them.</summary>
internal static partial class BundleStore
{
    private const int DetachMount = 2, NoFollow = 8, NotMounted = 22, Missing = 2;

    private static readonly ImmutableArray<string> NameFiles = ["/etc/resolv.conf", "/etc/hosts"];

    /// <exception cref="ContainerizerException">It cannot be made; what there is of it is for <see cref="Remove"/>.</exception>
    public static void Make(Bundle bundle, ContainerPlan plan, string root, OciImageConfig image, bool countsSwap)
    {
        try
        {
            // Only root looks into what containers write.
            Directory.CreateDirectory(bundle.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(bundle.Root);
            Directory.CreateDirectory(bundle.Upper);
            Directory.CreateDirectory(bundle.Work);
            File.CreateSymbolicLink(bundle.Image, root);
            Mount(bundle);
            var (user, home) = AccountText.Find(plan.User ?? image.User, TextOf(root, "etc/passwd"), TextOf(root, "etc/group"));
            var spec = OciSpecRules.Of(plan, new OciSurroundings
            {
                Image = image,
                Root = bundle.Root,
                User = user,
                Home = home,
                NewVolumes = NewVolumes(bundle, plan),
                NameFiles = plan.Network == "none" ? [] : [.. NameFiles.Where(File.Exists)],
                CountsSwap = countsSwap,
            });
            File.WriteAllBytes(bundle.Spec, JsonSerializer.SerializeToUtf8Bytes(spec, OciJson.Default.OciSpec));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizerException($"{bundle.Folder}: {e.Message}", e);
        }
    }

    /// <summary>Whatever of it is there.</summary>
    /// <exception cref="ContainerizerException">Something stays.</exception>
    public static void Remove(Bundle bundle)
    {
        if (!Directory.Exists(bundle.Folder)) return;
        if (umount2(bundle.Root, DetachMount | NoFollow) != 0 && Marshal.GetLastPInvokeError() is not (NotMounted or Missing))
            throw new ContainerizerException($"{bundle.Root} cannot be unmounted: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            Directory.Delete(bundle.Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else was at it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizerException($"{bundle.Folder} cannot be removed: {e.Message}", e);
        }
    }

    public static int? ExitOf(Bundle bundle) =>
        File.Exists(bundle.Exit) && int.TryParse(File.ReadAllText(bundle.Exit), NumberStyles.Integer, CultureInfo.InvariantCulture, out var status) ? status : null;

    /// <summary>There whole, or not at all.</summary>
    public static void WriteExit(Bundle bundle, int status)
    {
        var next = bundle.Exit + ".next";
        File.WriteAllText(next, status.ToString(CultureInfo.InvariantCulture));
        File.Move(next, bundle.Exit, overwrite: true);
    }

    /// <summary>Why this machine has no such mounts; null if it has.</summary>
    public static string? ProbeMount(string folder)
    {
        var bundle = new Bundle(folder);
        try
        {
            foreach (var part in new[] { bundle.Root, bundle.Upper, bundle.Work, bundle.Image }) Directory.CreateDirectory(part);
            Mount(bundle);
            return null;
        }
        catch (Exception e) when (e is ContainerizerException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            Remove(bundle);
        }
    }

    private static void Mount(Bundle bundle)
    {
        var options = $"lowerdir={bundle.Image},upperdir={bundle.Upper},workdir={bundle.Work}";
        if (mount("overlay", bundle.Root, "overlay", 0, options) != 0)
            throw new ContainerizerException($"{bundle.Root}: an overlay cannot be mounted: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static ImmutableArray<string> NewVolumes(Bundle bundle, ContainerPlan plan)
    {
        ImmutableArray<string> volumes = [.. Enumerable.Range(0, plan.Volumes.Count(volume => volume.Source is null)).Select(bundle.Volume)];
        foreach (var volume in volumes) Directory.CreateDirectory(volume);
        return volumes;
    }

    private static string TextOf(string root, string name) =>
        RootPath.Of(root, name, path => new FileInfo(path).LinkTarget) is { } path && new FileInfo(path) is { Exists: true, LinkTarget: null } ? File.ReadAllText(path) : "";

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
