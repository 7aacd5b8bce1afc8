namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>A place of a composed prompt that is marked.</summary>
/// <param name="Message">The message, from 0; <see cref="PromptPart.Tools"/> for the tools.</param>
/// <param name="End">Characters of the message's text in front of it.</param>
/// <param name="Lifetime">The provider's word for the lifetime; <see langword="null"/> leaves it to the provider.</param>
internal readonly record struct PlannedPlace(int Message, int End, string? Lifetime);
