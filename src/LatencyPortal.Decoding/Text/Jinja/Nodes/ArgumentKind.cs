namespace LatencyPortal.Decoding.Text.Jinja.Nodes;

internal enum ArgumentKind
{
    Positional,

    /// <summary><c>*list</c>.</summary>
    Unpacked,

    /// <summary><c>name=value</c>.</summary>
    Named,

    /// <summary><c>**mapping</c>.</summary>
    NamedUnpacked,
}
