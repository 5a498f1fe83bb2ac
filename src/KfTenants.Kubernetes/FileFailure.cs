namespace KfTenants.Kubernetes;

/// <summary>Why a file cannot be read or written, in words: .NET's own name its types and repeat the path.</summary>
public static class FileFailure
{
    private const int WindowsErrors = unchecked((int)0x80070000);

    /// <param name="failure">Of a call that opens, reads, writes, lists or moves.</param>
    public static string Of(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException => "it does not exist",
        DirectoryNotFoundException => "its directory does not exist",
        PathTooLongException => "its name is too long",
        NotSupportedException => "it is not a file that can be read",
        _ => OfCode(failure.HResult),
    };

    // On Unix the runtime keeps errno here; the numbers of Linux and, where they differ, of macOS.
    private static string OfCode(int code) => code switch
    {
        5 => "the disk reports an error",
        13 => "permission denied",
        16 or (WindowsErrors | 32) or (WindowsErrors | 33) => "another program is using it",
        17 or (WindowsErrors | 80) => "it exists already",
        18 => "it is on another file system",
        20 => "a part of its path is no directory",
        21 => "it is a directory",
        24 or 23 => "too many files are open",
        27 => "it would be too large",
        28 or (WindowsErrors | 112) => "no space left on the device",
        30 => "the file system is read-only",
        32 => "the reader is gone",
        40 or 62 => "its links go in a circle",
        36 or 63 => "its name is too long",
        116 or 70 => "the network file system has lost it",
        122 or 69 => "the disk quota is used up",
        _ => $"the system refuses (error {code & 0xFFFF})",
    };
}
