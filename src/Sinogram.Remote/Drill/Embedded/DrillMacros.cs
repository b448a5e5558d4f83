using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>Functions of Drill that the embedded engine lacks, as macros of its own SQL.</summary>
internal static class DrillMacros
{
    private static readonly Dictionary<string, string> Settings = new() { ["default_null_order"] = "nulls_last_on_asc_first_on_desc", ["ieee_floating_point_ops"] = "true" };
    private static readonly Dictionary<string, string> PartSettings = new() { ["parquet_metadata_cache"] = "true" };

    /// <summary>An engine with Drill's order of nulls, with infinities from divisions of doubles, and one that reads what describes a Parquet file once.</summary>
    public static DuckDbEngine Open(EngineOptions options) => new(options with { Settings = Settings, PartSettings = PartSettings });

    /// <summary>What the names of all macros begin with.</summary>
    public const string Prefix = "drill_";

    public const string Macros = """
        CREATE OR REPLACE TEMP MACRO drill_divide(a, b, place) AS CASE WHEN b = 0 THEN CASE WHEN a IS NOT NULL THEN error('/ by zero' || place) END
            WHEN b = -1 AND (a = -9223372036854775808 OR (a = -2147483648 AND typeof(a) = 'INTEGER' AND typeof(b) = 'INTEGER')) THEN error('Overflow in division of ' || CAST(a AS VARCHAR) || ' / -1' || place) ELSE a // b END;
        CREATE OR REPLACE TEMP MACRO drill_mod(a, b, place) AS CASE WHEN b = 0 THEN CASE WHEN a IS NOT NULL THEN error('/ by zero' || place) END ELSE a % b END;
        CREATE OR REPLACE TEMP MACRO drill_unscaled(t) AS CAST(replace(t, '.', '') AS HUGEINT);
        CREATE OR REPLACE TEMP MACRO drill_quotient(a, b, place) AS CASE WHEN b = 0 THEN CASE WHEN a IS NOT NULL THEN error('Division by zero' || place) END
            ELSE sign(a) * sign(b) * ((abs(a) + abs(b) // 2) // abs(b)) END;
        CREATE OR REPLACE TEMP MACRO drill_digits(q, s) AS lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0');
        CREATE OR REPLACE TEMP MACRO drill_scaled(q, s) AS (CASE WHEN q < 0 THEN '-' ELSE '' END) || left(drill_digits(q, s), length(drill_digits(q, s)) - s) || '.' || right(drill_digits(q, s), s);
        CREATE OR REPLACE TEMP MACRO drill_round_quotient(a, b, s, place) AS CASE WHEN b = 0 THEN CASE WHEN a IS NOT NULL THEN error('Division by zero' || place) END ELSE round(CAST(a AS DOUBLE) / CAST(b AS DOUBLE), s) END;
        CREATE OR REPLACE TEMP MACRO drill_whole(t, place) AS CASE WHEN t IS NULL THEN NULL WHEN regexp_full_match(t, '[+-]?[0-9]+') AND TRY_CAST(t AS BIGINT) IS NOT NULL THEN TRY_CAST(t AS BIGINT)
            ELSE error((CASE WHEN t = '' THEN 'NumberFormatException: an empty text is no whole number' ELSE 'NumberFormatException: "' || left(t, 100) || '" is no whole number' END) || place) END;
        CREATE OR REPLACE TEMP MACRO drill_double(t, place) AS CASE WHEN t IS NULL THEN NULL WHEN TRY_CAST(t AS DOUBLE) IS NOT NULL THEN TRY_CAST(t AS DOUBLE)
            ELSE error((CASE WHEN t = '' THEN 'NumberFormatException: empty String' ELSE 'NumberFormatException: "' || left(t, 100) || '" is no number' END) || place) END;
        CREATE OR REPLACE TEMP MACRO drill_parsed(t, format, pattern, kind, place) AS CASE WHEN t IS NULL THEN NULL WHEN try_strptime(t, format) IS NOT NULL THEN try_strptime(t, format)
            ELSE error('"' || left(t, 100) || '" is no ' || kind || ' by the pattern ' || pattern || place) END;
        CREATE OR REPLACE TEMP MACRO drill_boolean(t, place) AS CASE WHEN t IS NULL THEN NULL WHEN lower(t) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
            WHEN lower(t) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false ELSE error('Invalid value for boolean: ' || left(t, 100) || place) END;
        CREATE OR REPLACE TEMP MACRO drill_part(t, separator, n, place) AS CASE WHEN n = 0 THEN error('Index in split_part can not be zero' || place) ELSE split_part(t, separator, n) END;
        CREATE OR REPLACE TEMP MACRO drill_parts(t, separator, a, b, place) AS CASE WHEN a = 0 OR b = 0 THEN error('Index in split_part can not be zero' || place)
            WHEN (a < 0) <> (b < 0) THEN error('End index in split_part must has the same sign as the start index' || place)
            WHEN b < a THEN error('End index in split_part must be greater or equal to start index' || place)
            ELSE array_to_string(list_slice(string_split(t, separator), a, b), separator) END;
        CREATE OR REPLACE TEMP MACRO drill_mantissa(d) AS left(d, 1) || '.' || (CASE WHEN length(d) > 1 THEN substr(d, 2) ELSE '0' END);
        CREATE OR REPLACE TEMP MACRO drill_scientific(t, m) AS (CASE WHEN starts_with(t, '-') THEN '-' ELSE '' END) || (CASE
            WHEN contains(t, 'e') THEN ltrim(split_part(t, 'e', 1), '-') || (CASE WHEN contains(split_part(t, 'e', 1), '.') THEN '' ELSE '.0' END) || 'E' || CAST(CAST(split_part(t, 'e', 2) AS INTEGER) AS VARCHAR)
            WHEN m >= 1 THEN drill_mantissa(rtrim(replace(ltrim(t, '-'), '.', ''), '0')) || 'E' || CAST(length(split_part(ltrim(t, '-'), '.', 1)) - 1 AS VARCHAR)
            ELSE drill_mantissa(ltrim(split_part(t, '.', 2), '0')) || 'E-' || CAST(length(split_part(t, '.', 2)) - length(ltrim(split_part(t, '.', 2), '0')) + 1 AS VARCHAR) END);
        CREATE OR REPLACE TEMP MACRO drill_double_text(x) AS CASE WHEN x IS NULL THEN NULL WHEN isnan(x) THEN 'NaN'
            WHEN isinf(x) THEN (CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END)
            WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CAST(x AS VARCHAR) ELSE drill_scientific(CAST(x AS VARCHAR), abs(x)) END;
        CREATE OR REPLACE TEMP MACRO drill_days_text(i) AS CAST(date_part('day', i) AS VARCHAR) || (CASE WHEN abs(date_part('day', i)) = 1 THEN ' day ' ELSE ' days ' END)
            || CAST(date_part('hour', i) AS VARCHAR) || ':' || CAST(date_part('minute', i) AS VARCHAR) || ':' || CAST(date_part('second', i) AS VARCHAR) || '.' || CAST(date_part('millisecond', i) % 1000 AS VARCHAR);
        CREATE OR REPLACE TEMP MACRO drill_years_text(i) AS CAST(date_part('year', i) AS VARCHAR) || (CASE WHEN abs(date_part('year', i)) = 1 THEN ' year ' ELSE ' years ' END)
            || CAST(date_part('month', i) AS VARCHAR) || (CASE WHEN abs(date_part('month', i)) = 1 THEN ' month ' ELSE ' months ' END);
        CREATE OR REPLACE TEMP MACRO drill_day_rank(t) AS extract(day FROM t) * 86400000 + extract(hour FROM t) * 3600000 + extract(minute FROM t) * 60000 + extract(milliseconds FROM t);
        CREATE OR REPLACE TEMP MACRO drill_months(a, b) AS datediff('month', a, b) + (CASE
            WHEN b >= a AND drill_day_rank(b) < drill_day_rank(a) THEN -1 WHEN b < a AND drill_day_rank(b) > drill_day_rank(a) THEN 1 ELSE 0 END);
        CREATE OR REPLACE TEMP MACRO drill_age(a, b) AS to_months(CAST(drill_months(b, a) AS INTEGER)) + (a - (b + to_months(CAST(drill_months(b, a) AS INTEGER))));
        CREATE OR REPLACE TEMP MACRO drill_initcap(t) AS array_to_string(list_transform(regexp_extract_all(lower(t), '[\pL\pN]+|[^\pL\pN]+'), lambda w: upper(left(w, 1)) || substr(w, 2)), '');
        CREATE OR REPLACE TEMP MACRO drill_sqrt(x) AS CASE WHEN x < 0 THEN CAST('nan' AS DOUBLE) ELSE sqrt(x) END;
        CREATE OR REPLACE TEMP MACRO drill_ln(x) AS CASE WHEN x < 0 THEN CAST('nan' AS DOUBLE) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) ELSE ln(x) END;
        CREATE OR REPLACE TEMP MACRO drill_factor(x, by_division) AS CASE WHEN by_division THEN 1 / x ELSE x END;
        CREATE OR REPLACE TEMP MACRO drill_scaled_interval(i, x, by_division) AS to_months(CAST(trunc((date_part('year', i) * 12 + date_part('month', i)) * drill_factor(x, by_division)) AS INTEGER))
            + to_days(CAST(trunc(date_part('day', i) * drill_factor(x, by_division)) AS INTEGER))
            + to_milliseconds(CAST(round((date_part('day', i) * drill_factor(x, by_division) - trunc(date_part('day', i) * drill_factor(x, by_division))) * 86400000
            + (date_part('hour', i) * 3600000 + date_part('minute', i) * 60000 + date_part('millisecond', i)) * drill_factor(x, by_division)) AS BIGINT));
        CREATE OR REPLACE TEMP MACRO drill_log10(x) AS CASE WHEN x < 0 THEN CAST('nan' AS DOUBLE) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) ELSE log10(x) END;
        CREATE OR REPLACE TEMP MACRO drill_cbrt(x) AS CASE WHEN isfinite(x) AND power(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END;
        CREATE OR REPLACE TEMP MACRO drill_pad(t, n, fill, padded) AS CASE WHEN fill = '' THEN left(t, greatest(n, 0)) ELSE padded END;
        CREATE OR REPLACE TEMP MACRO drill_exponent(t, least, digits) AS CASE WHEN NOT contains(t, 'e') THEN t ELSE
            split_part(split_part(t, 'e', 1), '.', 1) || (CASE WHEN least = 0 AND rtrim(split_part(split_part(t, 'e', 1), '.', 2), '0') = '' THEN '' ELSE
                '.' || rpad(rtrim(split_part(split_part(t, 'e', 1), '.', 2), '0'), CAST(greatest(least, length(rtrim(split_part(split_part(t, 'e', 1), '.', 2), '0'))) AS INTEGER), '0') END)
            || 'E' || (CASE WHEN starts_with(split_part(t, 'e', 2), '-') THEN '-' ELSE '' END) || lpad(ltrim(ltrim(split_part(t, 'e', 2), '+-'), '0'), CAST(greatest(digits, length(ltrim(ltrim(split_part(t, 'e', 2), '+-'), '0'))) AS INTEGER), '0') END;
        CREATE OR REPLACE TEMP MACRO drill_arc(x, y) AS CASE WHEN abs(x) > 1 THEN CAST('nan' AS DOUBLE) ELSE y END;
        CREATE OR REPLACE TEMP MACRO drill_wave(x, y) AS CASE WHEN isinf(x) THEN CAST('nan' AS DOUBLE) ELSE y END;
        CREATE OR REPLACE TEMP MACRO drill_float(x) AS CASE WHEN isfinite(x) AND abs(x) > 3.4028235677973366e38 THEN x * CAST('inf' AS DOUBLE) ELSE x END;
        CREATE OR REPLACE TEMP MACRO drill_lshift(x, n, bits) AS ((CAST(x AS HUGEINT) * CAST(power(2, n & (bits - 1)) AS HUGEINT) + CAST(power(2, bits - 1) AS HUGEINT)) % CAST(power(2, bits) AS HUGEINT)
            + CAST(power(2, bits) AS HUGEINT)) % CAST(power(2, bits) AS HUGEINT) - CAST(power(2, bits - 1) AS HUGEINT);
        CREATE OR REPLACE TEMP MACRO drill_decimal_sum(s, most, place) AS CASE WHEN abs(CAST(s AS DOUBLE)) >= most THEN error('The sum goes beyond the digits of a decimal' || place) ELSE s END;
        CREATE OR REPLACE TEMP MACRO drill_round(x, n) AS CASE WHEN isfinite(x) THEN round(x, n) ELSE x END;
        CREATE OR REPLACE TEMP MACRO drill_trunc(x, n) AS trunc(x * power(10, n)) / power(10, n);
        CREATE OR REPLACE TEMP MACRO drill_signed(p, t) AS CASE WHEN starts_with(t, '-') THEN '-' || p || substr(t, 2) ELSE p || t END;
        CREATE OR REPLACE TEMP MACRO drill_number_parts(v, t, least, whole, grouped) AS (CASE WHEN v < 0 THEN '-' ELSE '' END)
            || (CASE WHEN whole = 0 AND split_part(t, '.', 1) = '0' THEN '' WHEN grouped THEN format('{:,}', CAST(split_part(t, '.', 1) AS BIGINT)) ELSE lpad(split_part(t, '.', 1), CAST(greatest(whole, length(split_part(t, '.', 1))) AS INTEGER), '0') END)
            || (CASE WHEN least = 0 AND rtrim(split_part(t, '.', 2), '0') = '' THEN '' ELSE '.' || rpad(rtrim(split_part(t, '.', 2), '0'), CAST(greatest(least, length(rtrim(split_part(t, '.', 2), '0'))) AS INTEGER), '0') END);
        CREATE OR REPLACE TEMP MACRO drill_number_text(v, most, least, whole, grouped) AS
            drill_number_parts(v, format('{:.' || CAST(most AS VARCHAR) || 'f}', abs(round_even(CAST(v AS DOUBLE), most))), least, whole, grouped);
        CREATE OR REPLACE TEMP MACRO drill_hex(n, digits) AS right(format('{:016X}', CAST(CASE WHEN n < 0 THEN CAST(n AS HUGEINT) + 18446744073709551616 ELSE n END AS UBIGINT)), digits);
        CREATE OR REPLACE TEMP MACRO drill_swap(h) AS array_to_string(list_reverse(regexp_extract_all(h, '..')), '');
        CREATE OR REPLACE TEMP MACRO drill_vint_size(n) AS CASE WHEN n < 256 THEN 1 WHEN n < 65536 THEN 2 WHEN n < 16777216 THEN 3 WHEN n < 4294967296 THEN 4 WHEN n < 1099511627776 THEN 5
            WHEN n < 281474976710656 THEN 6 WHEN n < 72057594037927936 THEN 7 ELSE 8 END;
        CREATE OR REPLACE TEMP MACRO drill_vint(i) AS CASE WHEN i BETWEEN -112 AND 127 THEN drill_hex(i, 2) ELSE
            drill_hex((CASE WHEN i < 0 THEN -120 ELSE -112 END) - drill_vint_size(CASE WHEN i < 0 THEN -1 - i ELSE i END), 2)
            || drill_hex(CASE WHEN i < 0 THEN -1 - i ELSE i END, 2 * drill_vint_size(CASE WHEN i < 0 THEN -1 - i ELSE i END)) END;
        CREATE OR REPLACE TEMP MACRO drill_vint_value(h) AS CASE WHEN CAST('0x' || left(h, 2) AS INTEGER) BETWEEN 128 AND 143 THEN
            (CASE WHEN CAST('0x' || left(h, 2) AS INTEGER) < 136 THEN -1 - CAST(CAST('0x' || substr(h, 3) AS UBIGINT) AS HUGEINT) ELSE CAST(CAST('0x' || substr(h, 3) AS UBIGINT) AS HUGEINT) END)
            ELSE CAST('0x' || left(h, 2) AS INTEGER) - (CASE WHEN CAST('0x' || left(h, 2) AS INTEGER) > 127 THEN 256 ELSE 0 END) END;
        CREATE OR REPLACE TEMP MACRO drill_signed_hex(h, digits, place) AS CASE WHEN length(h) <> digits THEN error('The number has ' || CAST(digits // 2 AS VARCHAR) || ' bytes, here are ' || CAST(length(h) // 2 AS VARCHAR) || place) ELSE
            CAST(CAST('0x' || h AS UBIGINT) AS HUGEINT) - (CASE WHEN CAST('0x' || left(h, 1) AS INTEGER) >= 8 THEN CAST(power(16, digits) AS HUGEINT) ELSE 0 END) END;
        CREATE OR REPLACE TEMP MACRO drill_string_binary(h) AS array_to_string(list_transform(regexp_extract_all(h, '..'), lambda b:
            CASE WHEN CAST('0x' || b AS INTEGER) BETWEEN 32 AND 126 AND b <> '5C' THEN chr(CAST('0x' || b AS INTEGER)) ELSE '\x' || b END), '');
        """;
}
