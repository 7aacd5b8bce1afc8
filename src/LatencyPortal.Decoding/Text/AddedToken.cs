namespace LatencyPortal.Decoding.Text;

/// <summary>A token that is found in a text as it is spelled, before the text is split into words.</summary>
/// <param name="Content">Its spelling.</param>
/// <param name="Id">Its id.</param>
/// <param name="Special">It structures a prompt and has no text.</param>
/// <param name="Normalized">It is looked for in the normalized text.</param>
/// <param name="StripsLeft">It takes the white space before it.</param>
/// <param name="StripsRight">It takes the white space after it.</param>
/// <param name="SingleWord">It is not found inside a word.</param>
internal sealed record AddedToken(
    string Content,
    int Id,
    bool Special = false,
    bool Normalized = false,
    bool StripsLeft = false,
    bool StripsRight = false,
    bool SingleWord = false);
