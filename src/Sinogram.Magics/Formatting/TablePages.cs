using System.Buffers;
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
    private const int MostText = 1 << 20;
    private const int CellLength = 400;

    // Numbers are compared as such, and equal ones (beyond 2^53) by their digits; what is missing stands last.
    private const string Script = """
        (function(){var t=DATA;document.querySelectorAll('[data-sinogram-rows="TOKEN"]').forEach(function(box){
        if(box.sinogram)return;box.sinogram=true;
        var table=box.querySelector('table'),heads=table.tHead.rows[0].cells,body=table.tBodies[0],note=box.querySelector('p');
        var order=t.rows.map(function(_,i){return i}),by=-1,down=false,page=0,size=20,pages=Math.ceil(order.length/size);
        function compare(a,b){var x=t.rows[a][by],y=t.rows[b][by];if(x===null||y===null)return x===y?a-b:x===null?1:-1;
        var c=0;if(t.numeric[by]){var p=Number(x),q=Number(y);c=isNaN(p)||isNaN(q)?(isNaN(p)?1:0)-(isNaN(q)?1:0):p-q;if(c===0&&x!==y&&!isNaN(p)){c=(x.length-y.length||(x<y?-1:1))*(p<0?-1:1)}}
        else c=x<y?-1:x>y?1:0;return (down?-c:c)||a-b}
        function sort(i){if(by===i&&down){by=-1;down=false;order.sort(function(a,b){return a-b})}else{down=by===i;by=i;order.sort(compare)}page=0;draw()}
        function button(text,title,go){var b=document.createElement('button');b.type='button';b.textContent=text;b.title=title;b.style.cssText='margin:0 2px;padding:0 8px;cursor:pointer';b.onclick=function(){page=Math.max(0,Math.min(pages-1,go()));draw()};return b}
        var bar=document.createElement('div'),where=document.createElement('span');where.style.opacity='0.65';
        if(pages>1){[['«','first page',function(){return 0}],['‹','page before',function(){return page-1}],['›','next page',function(){return page+1}],['»','last page',function(){return pages}]].forEach(function(x){bar.appendChild(button(x[0],x[1],x[2]))})}
        where.setAttribute('aria-live','polite');bar.appendChild(where);note.style.display='none';box.appendChild(bar);
        var marks=[];Array.prototype.forEach.call(heads,function(h,i){var m=document.createElement('span');h.insertBefore(m,h.querySelector('br'));marks.push(m);h.style.cursor='pointer';h.tabIndex=0;h.title='sort by '+t.names[i];
        h.onclick=function(){sort(i)};h.onkeydown=function(e){if(e.key==='Enter'||e.key===' '){e.preventDefault();e.stopPropagation();sort(i)}}});
        function draw(){var from=page*size,to=Math.min(order.length,from+size);body.textContent='';
        order.slice(from,to).forEach(function(r){var tr=body.insertRow();t.rows[r].forEach(function(v,i){var td=tr.insertCell();td.style.textAlign=t.numeric[i]?'right':'left';if(v===null){td.style.opacity='0.4';v='null'}td.textContent=v})});
        marks.forEach(function(m,i){m.textContent=by===i?(down?' ▼':' ▲'):'';heads[i].setAttribute('aria-sort',by===i?(down?'descending':'ascending'):'none')});
        where.textContent=' rows '+(from+1)+'–'+to+' of '+t.totals}
        draw()})})();
        """;

    /// <summary>The attribute that the table's block gets, and the script behind it; nothing where a table has one row or too many.</summary>
    public static (string Attribute, string Script)? Of(Table table, bool reveal)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowCount is < 2 or > MostRows || !table.Schema.Metadata.ContainsKey(Key)) { return null; }
        var summary = TableSummary.Of(table, MostRows, reveal: reveal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("totals", summary.Totals);
            json.WriteStartArray("names");
            foreach (var column in summary.Columns) { json.WriteStringValue(column.Name); }
            json.WriteEndArray();
            json.WriteStartArray("numeric");
            foreach (var column in summary.Columns) { json.WriteBooleanValue(column.IsNumeric); }
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in summary.First)
            {
                json.WriteStartArray();
                foreach (var cell in row)
                {
                    if (cell is null) { json.WriteNullValue(); }
                    else { json.WriteStringValue(TableFormatter.Cut(cell, CellLength)); }
                }
                json.WriteEndArray();
                if (json.BytesPending + json.BytesCommitted > MostText) { return null; }
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        // Nothing in a value ends the script, or begins a comment of markup in it.
        var data = Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("<", "\\u003c", StringComparison.Ordinal);
        var token = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))[..16];
        return ($" data-sinogram-rows=\"{token}\"", $"<script>{Script.Replace("TOKEN", token, StringComparison.Ordinal).Replace("DATA", data, StringComparison.Ordinal)}</script>");
    }
}
