using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Data.Presentation;

namespace Sinogram.Magics.Formatting;

/// <summary>
/// Lets the reader turn the pages of a shown table and sort it by a column: a script behind the table that stands there without it. Where scripts are not
/// trusted the table stays as it is.
/// </summary>
public static class TablePages
{
    /// <summary>The metadata of a table that is shown in pages.</summary>
    public const string Key = "sinogram.pages";

    private const int MostRows = 10_000;
    private const int MostColumns = 1000;
    private const int MostText = 1 << 20;

    /// <summary>What a cell holds; what it shows of it is as much as without a script, the rest is told where the pointer rests.</summary>
    private const int CellLength = 400;

    // Numbers are compared as such, and equal ones (beyond 2^53) by their digits; what is missing stands last.
    private const string Script = """
        (function(){var t=DATA;document.querySelectorAll('[data-sinogram-rows="TOKEN"]').forEach(function(box){
        if(box.sinogram)return;box.sinogram=true;
        var table=box.querySelector('table'),heads=table.tHead.rows[0].cells,body=table.tBodies[0],note=box.querySelector('p');
        for(var c=heads.length;c<t.names.length;c++){var h=document.createElement('th'),s=document.createElement('span');h.style.textAlign=t.numeric[c]?'right':'left';h.textContent=t.names[c];h.appendChild(document.createElement('br'));s.style.cssText='font-weight:normal;opacity:0.65';s.textContent=t.types[c];h.appendChild(s);table.tHead.rows[0].appendChild(h)}
        var order=t.rows.map(function(_,i){return i}),by=-1,down=false,page=0,size=20,pages=Math.ceil(order.length/size);
        function compare(a,b){var x=t.rows[a][by],y=t.rows[b][by];if(x===null||y===null)return x===y?a-b:x===null?1:-1;
        var c=0;if(t.numeric[by]){var p=Number(x),q=Number(y);c=isNaN(p)||isNaN(q)?(isNaN(p)?1:0)-(isNaN(q)?1:0):p-q;if(c===0&&x!==y&&!isNaN(p)){c=(x.length-y.length||(x<y?-1:1))*(p<0?-1:1)}}
        else c=x<y?-1:x>y?1:0;return (down?-c:c)||a-b}
        function sort(i){if(by===i&&down){by=-1;down=false;order.sort(function(a,b){return a-b})}else{down=by===i;by=i;order.sort(compare)}page=0;draw()}
        function button(text,title,go){var b=document.createElement('button');b.type='button';b.textContent=text;b.title=title;b.style.cssText='margin:0 2px;padding:0 8px;cursor:pointer';b.onclick=function(){page=Math.max(0,Math.min(pages-1,go()));draw()};return b}
        var bar=document.createElement('div');bar.style.marginTop='6px';var where=document.createElement('span');where.style.opacity='0.65';
        if(pages>1){[['«','first page',function(){return 0}],['‹','page before',function(){return page-1}],['›','next page',function(){return page+1}],['»','last page',function(){return pages}]].forEach(function(x){bar.appendChild(button(x[0],x[1],x[2]))})}
        where.setAttribute('aria-live','polite');bar.appendChild(where);note.style.display='none';box.appendChild(bar);
        var marks=[];Array.prototype.forEach.call(heads,function(h,i){var m=document.createElement('span');h.insertBefore(m,h.querySelector('br'));marks.push(m);h.style.cursor='pointer';h.tabIndex=0;h.title='sort by '+t.names[i];
        h.onclick=function(){sort(i)};h.onkeydown=function(e){if(e.key==='Enter'||e.key===' '){e.preventDefault();e.stopPropagation();sort(i)}}});
        function draw(){var from=page*size,to=Math.min(order.length,from+size);body.textContent='';
        order.slice(from,to).forEach(function(r){var tr=body.insertRow();t.rows[r].forEach(function(v,i){var td=tr.insertCell(),long=v!==null&&v.length>LENGTH;td.style.cssText='text-align:'+(t.numeric[i]?'right':'left')+(v===null?';opacity:0.4':v.length>LONG?';STYLELONG':v.length>SHORT?';STYLEMIDDLE':';STYLESHORT')+(v!==null&&v.indexOf('\n')>=0?';STYLELINES':'');
        if(long)td.title=v;td.textContent=v===null?'null':long?v.slice(0,LENGTH-1).replace(/[\uD800-\uDBFF]$/,'')+'…':v})});
        marks.forEach(function(m,i){m.textContent=by===i?(down?' ▼':' ▲'):'';heads[i].setAttribute('aria-sort',by===i?(down?'descending':'ascending'):'none')});
        where.textContent=' rows '+(from+1)+'–'+to+' of '+t.totals}
        draw()})})();
        """;

    private static readonly string Code = Script
        .Replace("STYLELONG", TableFormatter.LongCell, StringComparison.Ordinal).Replace("STYLEMIDDLE", TableFormatter.MiddleCell, StringComparison.Ordinal).Replace("STYLESHORT", TableFormatter.ShortCell, StringComparison.Ordinal)
        .Replace("STYLELINES", TableFormatter.Lines, StringComparison.Ordinal).Replace("LENGTH", TableFormatter.CellLength.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("LONG", TableFormatter.LongTextCellLength.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("SHORT", TableFormatter.TextCellLength.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The attribute that the table's block gets, and the script behind it; nothing where a table has one row. Of a large table the first rows can be paged, and it says so.</summary>
    public static (string Attribute, string Script)? Of(Table table, bool reveal)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowCount < 2 || table.ColumnCount == 0 || !table.Schema.Metadata.ContainsKey(Key)) { return null; }
        var columns = table.Columns.Take(MostColumns).ToList();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            foreach (var column in columns) { json.WriteStringValue(column.Name); }
            json.WriteEndArray();
            json.WriteStartArray("types");
            foreach (var column in columns) { json.WriteStringValue(TableFormatter.TypeOf(column.Type.ToString())); }
            json.WriteEndArray();
            json.WriteStartArray("numeric");
            foreach (var column in columns) { json.WriteBooleanValue(column.Type.IsNumeric); }
            json.WriteEndArray();
            json.WriteStartArray("rows");
            long rows = 0;
            for (; rows < Math.Min(table.RowCount, MostRows) && json.BytesPending + json.BytesCommitted < MostText; rows++)
            {
                json.WriteStartArray();
                foreach (var column in columns)
                {
                    if (TableSummary.TextOf(column, rows, reveal) is { } cell) { json.WriteStringValue(TableFormatter.Cut(cell, CellLength)); }
                    else { json.WriteNullValue(); }
                }
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteString("totals", Totals(table, rows, columns.Count));
            json.WriteEndObject();
        }
        // Nothing in a value ends the script, or begins a comment of markup in it.
        var data = Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("<", "\\u003c", StringComparison.Ordinal);
        var token = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))[..16];
        return ($" data-sinogram-rows=\"{token}\"", $"<script>{Code.Replace("TOKEN", token, StringComparison.Ordinal).Replace("DATA", data, StringComparison.Ordinal)}</script>");
    }

    /// <summary>What there is to page through, and of how much.</summary>
    private static string Totals(Table table, long rows, int columns)
    {
        var all = TableSummary.Of(table.Slice(0, 0).WithMetadata(TableSummary.PartialKey, table.Schema.Metadata.GetValueOrDefault(TableSummary.PartialKey) ?? ""), 0, columns).Totals;
        var count = rows < table.RowCount ? string.Create(CultureInfo.InvariantCulture, $"the first {rows:N0} of {table.RowCount:N0} rows") : string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows");
        return count + all["0 rows".Length..];
    }
}
