namespace Sinogram.Gpu.Tests.Training;

/// <summary>The documented training procedure, written a second time in numpy with 64-bit numbers.</summary>
internal static class NumpyTraining
{
    /// <summary>
    /// Arguments: CSV file, label column, seed, hidden widths, epochs, batch, optimizer (adam or sgd), rate, dropout, test fraction, validation fraction.
    /// Prints a line for each epoch (training loss, validation loss), then the test rows, then their probabilities.
    /// </summary>
    internal const string Script = """
        import sys, numpy as np, math
        path, label, seed, hidden, epochs, batch, opt, rate, drop, ftest, fval = sys.argv[1:]
        seed, epochs, batch, rate, drop, ftest, fval = int(seed), int(epochs), int(batch), float(rate), float(drop), float(ftest), float(fval)
        hidden = [int(h) for h in hidden.split('-') if h]
        M = 0xffffffff
        def block(c, k0, k1):
            c0, c1, c2, c3 = c
            for r in range(10):
                a = 0xD2511F53 * c0; b = 0xCD9E8D57 * c2
                c0, c1, c2, c3 = ((b >> 32) ^ c1 ^ k0) & M, b & M, ((a >> 32) ^ c3 ^ k1) & M, a & M
                k0 = (k0 + 0x9E3779B9) & M; k1 = (k1 + 0xBB67AE85) & M
            return c0, c1, c2, c3
        def stream(a, b, purpose):
            i = 0
            while True:
                for w in block((i, a, b, purpose), seed & M, seed >> 32): yield w
                i += 1
        def below(s, n):
            while True:
                p = next(s) * n
                if (p & M) >= ((1 << 32) - n) % n: return p >> 32
        def shuffle(s, x):
            for i in range(len(x) - 1, 0, -1):
                j = below(s, i + 1); x[i], x[j] = x[j], x[i]
        lines = [l.split(',') for l in open(path).read().split('\n') if l]
        at = lines[0].index(label); names = [n for n in lines[0] if n not in (label, 'ID')]; cols = [lines[0].index(n) for n in names]
        X = np.array([[float(l[c]) for c in cols] for l in lines[1:]]); classes = sorted(set(l[at] for l in lines[1:])); y = np.array([classes.index(l[at]) for l in lines[1:]])
        K = len(classes); outs = 1 if K == 2 else K
        half = lambda v: int(math.floor(v + 0.5))
        tr, va, te = [], [], []
        for k in range(K):
            r = [int(i) for i in np.nonzero(y == k)[0]]; shuffle(stream(0, k, 3), r)
            t = half(ftest * len(r)); v = min(half(fval * len(r)), len(r) - t)
            te += r[:t]; va += r[t:t + v]; tr += r[t + v:]
        tr.sort(); va.sort(); te.sort()
        mu, sd = X[tr].mean(0), X[tr].std(0); sd[sd == 0] = 1; X = ((X - mu) / sd).astype('f4').astype('f8')
        widths = [len(names)] + hidden + [outs]; W = []; B = []
        for l in range(len(widths) - 1):
            i, o = widths[l], widths[l + 1]; s = stream(0, l, 1)
            lim = math.sqrt(6.0 / (i if l < len(hidden) else i + o))
            W.append(np.array([(2 * ((next(s) >> 8) / (1 << 24)) - 1) * lim for _ in range(i * o)]).reshape(i, o)); B.append(np.zeros(o))
        P = W + B; S1 = [np.zeros_like(p) for p in P]; S2 = [np.zeros_like(p) for p in P]
        def forward(x, step=None):
            acts = [x]
            for l in range(len(W)):
                z = acts[-1] @ W[l] + B[l]
                if l < len(hidden):
                    z = np.maximum(z, 0)
                    if drop and step is not None:
                        s = stream(step, l, 4); u = np.array([next(s) for _ in range(z.size)]).reshape(z.shape)
                        z = np.where(u < int(np.float32(drop) * 4294967296.0), 0, z / (1 - drop))
                acts.append(z)
            return acts
        def loss(z, t):
            if outs == 1:
                z = z[:, 0]; return np.maximum(z, 0) - z * t + np.log1p(np.exp(-abs(z)))
            z = z - z.max(1, keepdims=True); return np.log(np.exp(z).sum(1)) - z[np.arange(len(t)), t]
        def prob(z):
            if outs == 1: return 1 / (1 + np.exp(-z))
            e = np.exp(z - z.max(1, keepdims=True)); return e / e.sum(1, keepdims=True)
        order = list(tr); step = 0
        for e in range(1, epochs + 1):
            shuffle(stream(e, 0, 2), order); total = 0.0
            for f in range(0, len(order), batch):
                r = order[f:f + batch]; a = forward(X[r], step); t = y[r]; total += loss(a[-1], t).sum()
                d = prob(a[-1]); d = (d - t[:, None]) / len(r) if outs == 1 else (d - np.eye(K)[t]) / len(r)
                gW = [None] * len(W); gB = [None] * len(W)
                for l in range(len(W) - 1, -1, -1):
                    gW[l] = a[l].T @ d; gB[l] = d.sum(0)
                    if l: d = (d @ W[l].T) * (a[l] > 0) / ((1 - drop) if drop else 1)
                step += 1
                for p, g, m, v in zip(P, gW + gB, S1, S2):
                    if opt == 'sgd':
                        m *= 0.9; m += g; p -= rate * m
                    else:
                        m *= 0.9; m += 0.1 * g; v *= 0.999; v += 0.001 * g * g
                        p -= rate * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
            print(total / len(order), loss(forward(X[va])[-1], y[va]).mean() if va else 'nan')
        print(*te)
        print(*prob(forward(X[te])[-1]).ravel())
        """;
}
