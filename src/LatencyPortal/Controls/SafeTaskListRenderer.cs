using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace LatencyPortal.Controls;

/// <summary>Boxes of task lists say what they are to those who do not see them.</summary>
internal sealed class SafeTaskListRenderer : HtmlObjectRenderer<TaskList>
{
    protected override void Write(HtmlRenderer renderer, TaskList task) => renderer.Write(task.Checked
        ? "<input type=\"checkbox\" disabled checked aria-label=\"done\" />"
        : "<input type=\"checkbox\" disabled aria-label=\"not done\" />");
}
