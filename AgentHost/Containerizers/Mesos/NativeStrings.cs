using System.Runtime.InteropServices;
using System.Text;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>Strings as a null-terminated array of C strings, in one block of memory.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly void* _block;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        var pointers = (nuint)(strings.Count + 1) * (nuint)sizeof(byte*);
        var bytes = 0;
        foreach (var text in strings)
        {
            if (text.Contains('\0'))
                throw new ArgumentException($"'{text}' has a null character in it, which no process can be given", nameof(strings));
            bytes += Encoding.UTF8.GetByteCount(text) + 1;
        }

        _block = NativeMemory.AllocZeroed(pointers + (nuint)bytes);
        var next = (byte*)_block + pointers;
        for (var i = 0; i < strings.Count; i++)
        {
            Pointers[i] = next;
            next += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, bytes)) + 1;
        }
    }

    public byte** Pointers => (byte**)_block;

    public void Dispose() => NativeMemory.Free(_block);
}
