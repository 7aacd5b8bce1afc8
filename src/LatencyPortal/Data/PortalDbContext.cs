using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LatencyPortal.Data;

/// <summary>Control data of the portal: conversations, endpoints, pools, routes, prompt templates and settings.</summary>
internal sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : DbContext(options)
{
    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<Folder> Folders => Set<Folder>();

    public DbSet<Attachment> Attachments => Set<Attachment>();

    public DbSet<EndpointRow> Endpoints => Set<EndpointRow>();

    public DbSet<PoolRow> Pools => Set<PoolRow>();

    public DbSet<RouteRow> Routes => Set<RouteRow>();

    public DbSet<PromptRow> Prompts => Set<PromptRow>();

    public DbSet<PromptVersionRow> PromptVersions => Set<PromptVersionRow>();

    public DbSet<PromptLabelRow> PromptLabels => Set<PromptLabelRow>();

    public DbSet<Setting> Settings => Set<Setting>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Conversation>(conversation =>
        {
            conversation.Property(c => c.Title).HasMaxLength(200);
            conversation.HasMany(c => c.Messages).WithOne().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Cascade);
            conversation.HasMany(c => c.Attachments).WithOne().HasForeignKey(a => a.ConversationId).OnDelete(DeleteBehavior.Cascade);
            conversation.HasOne<Folder>().WithMany().HasForeignKey(c => c.FolderId).OnDelete(DeleteBehavior.SetNull);
            conversation.Property(c => c.Parameters).HasConversion(JsonText.Of<ChatParameters>());
            conversation.Property(c => c.Template).HasMaxLength(130);
            conversation.Property(c => c.Variables).HasConversion(JsonText.Of<Dictionary<string, string>>()!, JsonText.Comparer<Dictionary<string, string>>());
            conversation.HasIndex(c => c.UpdatedAt);
            conversation.HasIndex(c => c.ShareToken).IsUnique();
            conversation.Property(c => c.ImportedFrom).HasMaxLength(200);
            conversation.HasIndex(c => c.ImportedFrom);
            conversation.HasQueryFilter(c => c.DeletedAt == null);
        });
        modelBuilder.Entity<Message>(message =>
        {
            message.HasIndex(m => new { m.ConversationId, m.Index });
            message.Property(m => m.Marks).HasConversion(JsonText.Of<AnswerMarks>()!);
            message.Property(m => m.FinishReason).HasMaxLength(32);
            message.Property(m => m.State).HasConversion<string>().HasMaxLength(16);
            message.Property(m => m.Role).HasMaxLength(16);
        });
        modelBuilder.Entity<Folder>().Property(f => f.Name).HasMaxLength(100);
        modelBuilder.Entity<Attachment>(attachment =>
        {
            attachment.Property(a => a.Name).HasMaxLength(260);
            attachment.Property(a => a.Hash).HasMaxLength(64);
            attachment.HasQueryFilter(a => a.RemovedAt == null);
        });
        modelBuilder.Entity<EndpointRow>(endpoint =>
        {
            endpoint.HasKey(e => e.Name);
            endpoint.Property(e => e.Provider).HasConversion<string>().HasMaxLength(32);
            endpoint.Property(e => e.Region).HasMaxLength(40);
        });
        modelBuilder.Entity<PoolRow>(pool =>
        {
            pool.HasKey(p => p.Name);
            pool.Property(p => p.Policy).HasConversion<string>().HasMaxLength(16);
        });
        modelBuilder.Entity<RouteRow>().HasKey(r => r.Model);
        modelBuilder.Entity<PromptRow>(prompt =>
        {
            prompt.HasKey(p => p.Name);
            prompt.Property(p => p.Name).HasMaxLength(64);
            prompt.HasMany<PromptVersionRow>().WithOne().HasForeignKey(v => v.Name).OnDelete(DeleteBehavior.Cascade);
            prompt.HasMany<PromptLabelRow>().WithOne().HasForeignKey(l => l.Name).OnDelete(DeleteBehavior.Cascade);
            prompt.HasQueryFilter(p => p.DeletedAt == null);
        });
        modelBuilder.Entity<PromptVersionRow>().HasKey(v => new { v.Name, v.Number });
        modelBuilder.Entity<PromptLabelRow>(label =>
        {
            label.HasKey(l => new { l.Name, l.Label });
            label.Property(l => l.Label).HasMaxLength(64);
        });
        modelBuilder.Entity<Setting>().HasKey(s => s.Key);
    }

    // SQLite cannot order by DateTimeOffset text; UTC ticks sort.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
}
