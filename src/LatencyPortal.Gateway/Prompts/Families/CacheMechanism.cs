namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>How a provider's prompt cache finds what it has.</summary>
public enum CacheMechanism
{
    /// <summary>Nothing is cached, or nothing is known.</summary>
    None,

    /// <summary>Prefixes of at least the minimum are kept without being asked, in steps of the granularity; OpenAI up to GPT-5.5, Gemini, xAI.</summary>
    Automatic,

    /// <summary>Entries end at breakpoints; later requests find them at their own breakpoints and some blocks before those; Anthropic, Bedrock.</summary>
    BreakpointsWithLookBack,

    /// <summary>Entries end at breakpoints and are found where they end, however far back; OpenAI from GPT-5.6 on.</summary>
    ExactBreakpoints,

    /// <summary>One object that was made for a time and is named by each request; Gemini's <c>cachedContent</c>.</summary>
    NamedObject,

    /// <summary>Whole blocks of tokens, chained by hash, least recently used first out; vLLM.</summary>
    BlockChain,

    /// <summary>The longest prefix in common with anything kept, to the token; SGLang, llama.cpp, Ollama, the portal's own decoder.</summary>
    TokenExact,

    /// <summary>Complete units alone: ends of inputs and outputs, and prefixes that were seen to be common; DeepSeek.</summary>
    Units,
}
