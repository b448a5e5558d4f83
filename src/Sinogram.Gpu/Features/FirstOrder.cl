// Partial results of first-order statistics over one image. Every work item walks its own contiguous segment in eight lanes and
// writes one partial result; the host adds them in order. The order of all additions is fixed, so the same image gives the same bits.

#ifdef WIDE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#define real double
#define real8 double8
#define REAL8(v) convert_double8(v)
#define ADD(sum, rest, value) (sum) += (value)
#else
#define real float
#define real8 float8
#define REAL8(v) (v)
// Compensated addition (Kahan 1965): without 64-bit numbers the rounding errors are carried along.
#define ADD(sum, rest, value) { __typeof__(sum) y_ = (value) - (rest); __typeof__(sum) t_ = (sum) + y_; (rest) = (t_ - (sum)) - y_; (sum) = t_; }
#endif

inline real total(real8 v)
{
    return ((v.s0 + v.s1) + (v.s2 + v.s3)) + ((v.s4 + v.s5) + (v.s6 + v.s7));
}

// The last load of an image: lanes beyond its end repeat its last value and are left out by `lanes`.
inline float8 load(global const float* x, uint i, uint n)
{
    if (i + 8 <= n) return vload8(0, x + i);
    uint e = n - 1;
    return (float8)(x[i], x[min(i + 1, e)], x[min(i + 2, e)], x[min(i + 3, e)], x[min(i + 4, e)], x[min(i + 5, e)], x[min(i + 6, e)], x[min(i + 7, e)]);
}

inline int8 lanes(uint i, uint n)
{
    return (uint8)(i) + (uint8)(0, 1, 2, 3, 4, 5, 6, 7) < (uint8)(n);
}

inline real8 keep(real8 v, int8 lane)
{
#ifdef WIDE
    return select((real8)(0), v, convert_long8(lane));
#else
    return select((real8)(0), v, lane);
#endif
}

#define SEGMENT uint part = get_global_id(0); if (part >= parts) return; uint from = min(part * length, n), to = min(from + length, n);

kernel void extent(global const float* x, uint n, uint parts, uint length, global float* low, global float* high, global real* sums, global uint* unusable)
{
    SEGMENT
    float8 lo = (float8)(INFINITY), hi = (float8)(-INFINITY);
    real8 sum = 0, rest = 0;
    uint bad = 0;
    for (uint i = from; i < to; i += 8)
    {
        float8 v = load(x, i, to);
        int8 finite = isfinite(v);
        if (!all(finite)) { for (uint k = i; k < min(i + 8, to); k++) bad += !isfinite(x[k]); }
        lo = fmin(lo, v);
        hi = fmax(hi, v);
        ADD(sum, rest, keep(REAL8(v), lanes(i, to)));
    }
    float4 lo4 = fmin(lo.lo, lo.hi), hi4 = fmax(hi.lo, hi.hi);
    low[part] = fmin(fmin(lo4.s0, lo4.s1), fmin(lo4.s2, lo4.s3));
    high[part] = fmax(fmax(hi4.s0, hi4.s1), fmax(hi4.s2, hi4.s3));
    sums[part] = total(sum);
    unusable[part] = bad;
}

// Sums of powers and of the absolute value of the deviation from the mean, and of squares.
kernel void moments(global const float* x, uint n, uint parts, uint length, real mean, global real* sums)
{
    SEGMENT
    real8 m2 = 0, m3 = 0, m4 = 0, energy = 0, deviation = 0;
    real8 r2 = 0, r3 = 0, r4 = 0, re = 0, rd = 0;
    for (uint i = from; i < to; i += 8)
    {
        real8 v = REAL8(load(x, i, to));
        int8 lane = lanes(i, to);
        real8 d = keep(v - mean, lane);
        v = keep(v, lane);
        real8 d2 = d * d;
        ADD(m2, r2, d2);
        ADD(m3, r3, d2 * d);
        ADD(m4, r4, d2 * d2);
        ADD(energy, re, v * v);
        ADD(deviation, rd, fabs(d));
    }
    sums[part] = total(m2);
    sums[parts + part] = total(m3);
    sums[2 * parts + part] = total(m4);
    sums[3 * parts + part] = total(energy);
    sums[4 * parts + part] = total(deviation);
}

// Sum of the absolute deviation from the median; sum and number of the values within [p10, p90].
kernel void spread(global const float* x, uint n, uint parts, uint length, real median, real p10, real p90, global real* sums, global uint* inside)
{
    SEGMENT
    real8 deviation = 0, within = 0, rd = 0, rw = 0;
    int8 count = 0;
    for (uint i = from; i < to; i += 8)
    {
        real8 v = REAL8(load(x, i, to));
        int8 lane = lanes(i, to);
        ADD(deviation, rd, keep(fabs(v - median), lane));
#ifdef WIDE
        int8 in = lane & convert_int8(v >= p10 && v <= p90);
#else
        int8 in = lane & (v >= p10 && v <= p90);
#endif
        ADD(within, rw, keep(v, in));
        count -= in;
    }
    sums[part] = total(deviation);
    sums[parts + part] = total(within);
    inside[part] = count.s0 + count.s1 + count.s2 + count.s3 + count.s4 + count.s5 + count.s6 + count.s7;
}

// Sum of the absolute deviation from `centre` of the values within [p10, p90].
kernel void robust(global const float* x, uint n, uint parts, uint length, real centre, real p10, real p90, global real* sums)
{
    SEGMENT
    real8 deviation = 0, rd = 0;
    for (uint i = from; i < to; i += 8)
    {
        real8 v = REAL8(load(x, i, to));
#ifdef WIDE
        int8 in = lanes(i, to) & convert_int8(v >= p10 && v <= p90);
#else
        int8 in = lanes(i, to) & (v >= p10 && v <= p90);
#endif
        ADD(deviation, rd, keep(fabs(v - centre), in));
    }
    sums[part] = total(deviation);
}

// Fixed bin number discretisation (IBSI, section 2.7): bin = floor(bins * (x - min) / (max - min)), the maximum in the last bin.
kernel void discretise(global const float* x, uint n, uint parts, uint length, real low, real high, uint bins, global uint* counts)
{
    SEGMENT
    global uint* mine = counts + part * bins;
    for (uint b = 0; b < bins; b++) mine[b] = 0;
    for (uint i = from; i < to; i++)
    {
        uint b = (uint)((real)bins * ((real)x[i] - low) / (high - low));
        mine[min(b, bins - 1)]++;
    }
}

// The bits of a float as an unsigned number of the same order.
inline uint ordered(float v)
{
    uint bits = as_uint(v);
    return bits ^ ((bits >> 31) ? 0xFFFFFFFFu : 0x80000000u);
}

// One step of a selection by digits: counts the digit of those values whose leading digits lead to a slot.
// Step 0 counts the first 11 bits of all; step 1 the next 11 bits by slot of `first`; step 2 the last 10 bits by slot of `second`.
kernel void digits(global const float* x, uint n, uint parts, uint length, uint step, uint slots, global const uchar* first, global const uchar* second, global uint* counts)
{
    SEGMENT
    uint width = step == 2 ? 1024 : 2048;
    global uint* mine = counts + part * slots * width;
    for (uint b = 0; b < slots * width; b++) mine[b] = 0;
    if (step == 0)
    {
        for (uint i = from; i < to; i++) mine[ordered(x[i]) >> 21]++;
        return;
    }
    for (uint i = from; i < to; i++)
    {
        uint key = ordered(x[i]);
        uint slot = first[key >> 21];
        if (slot == 255) continue;
        if (step == 1)
        {
            mine[slot * 2048 + ((key >> 10) & 2047)]++;
            continue;
        }
        slot = second[slot * 2048 + ((key >> 10) & 2047)];
        if (slot != 255) mine[slot * 1024 + (key & 1023)]++;
    }
}
