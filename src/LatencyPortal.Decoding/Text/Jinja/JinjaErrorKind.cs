namespace LatencyPortal.Decoding.Text.Jinja;

/// <summary>What kind of fault ended the parsing or the rendering of a template.</summary>
internal enum JinjaErrorKind
{
    /// <summary>The template is not well formed, or uses a construct that is not supported.</summary>
    Syntax,

    /// <summary>The template does something impossible with the values it was given.</summary>
    Evaluation,

    /// <summary>The template itself refused the conversation with <c>raise_exception</c>.</summary>
    Raised,

    /// <summary>A budget of <see cref="JinjaOptions"/> is used up.</summary>
    Limit,
}
