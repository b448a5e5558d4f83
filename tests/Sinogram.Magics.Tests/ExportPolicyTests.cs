using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Tests;

/// <summary>Statements of SQL under a policy that allows no export.</summary>
public sealed class ExportPolicyTests
{
    private static readonly Settings Forbidding = new() { Policy = Policy.Open with { AllowExport = false } };

    [Theory]
    [InlineData("CREATE TABLE dfs.tmp.a AS SELECT 1", "CREATE TABLE")]
    [InlineData("-- a note\n/* and one more */ create /* it */ or\nreplace table a AS SELECT 1", "CREATE OR REPLACE TABLE")]
    [InlineData("SELECT 1;\nCOPY t TO 'a.csv'", "COPY")]
    [InlineData("EXPORT/**/DATABASE 'a'", "EXPORT DATABASE")]
    [InlineData("ATTACH 'a.db'", "ATTACH")]
    public void Statements_that_write_files_are_refused_however_they_are_laid_out(string sql, string what)
    {
        var refused = Assert.Throws<MagicException>(() => ExportPolicy.RequireOf(Forbidding, sql, tablesAreFiles: true));
        Assert.Contains($"not allow {what}:", refused.Message, StringComparison.Ordinal);
        ExportPolicy.RequireOf(Settings.Default, sql, tablesAreFiles: true);
    }

    [Theory]
    [InlineData("SELECT 'CREATE TABLE a' AS copy_to")]
    [InlineData("COPY t FROM 'a.csv'")]
    [InlineData("ATTACH 'a.db' (READ_ONLY)")]
    [InlineData("CREATE TABLE_OF a")]
    public void Others_are_not(string sql) => ExportPolicy.RequireOf(Forbidding, sql, tablesAreFiles: true);

    [Fact]
    public void Tables_of_a_database_in_memory_are_no_files() => ExportPolicy.RequireOf(Forbidding, "CREATE TABLE a AS SELECT 1", tablesAreFiles: false);

    [Fact]
    public void A_query_below_many_comments_is_read_once() =>
        ExportPolicy.RequireOf(Forbidding, string.Concat(Enumerable.Repeat("/* a note */\n", 200)) + "SELECT 1", tablesAreFiles: true);
}
