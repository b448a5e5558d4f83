namespace Sinogram.Gpu.Training;

/// <summary>Which rows train, which are watched and which are held out; row numbers from 0, ascending.</summary>
/// <param name="Training">Rows that gradients are taken from and that standardisation is fitted on.</param>
/// <param name="Validation">Rows whose loss is watched.</param>
/// <param name="Test">Rows that nothing sees before the end.</param>
public sealed record DataSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation, IReadOnlyList<int> Test)
{
    /// <summary>
    /// Splits each class by itself: its rows in random order, the first for the test, the next for validation, the rest for training; parts are
    /// rounded to whole rows, halves away from zero.
    /// </summary>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="testFraction">Part for the test.</param>
    /// <param name="validationFraction">Part for validation.</param>
    /// <param name="seed">The seed of the order.</param>
    public static DataSplit Stratified(ReadOnlySpan<int> labels, double testFraction, double validationFraction, ulong seed)
    {
        var byClass = new SortedDictionary<int, List<int>>();
        for (var row = 0; row < labels.Length; row++)
        {
            if (!byClass.TryGetValue(labels[row], out var rows))
            {
                byClass[labels[row]] = rows = [];
            }
            rows.Add(row);
        }
        List<int> training = [], validation = [], test = [];
        foreach (var (label, rows) in byClass)
        {
            var order = rows.ToArray();
            new Philox(seed, 0, (uint)label, Philox.Purpose.Split).Shuffle(order);
            var tests = (int)Math.Round(testFraction * order.Length, MidpointRounding.AwayFromZero);
            var validations = (int)Math.Round(validationFraction * order.Length, MidpointRounding.AwayFromZero);
            validations = Math.Min(validations, order.Length - tests);
            test.AddRange(order[..tests]);
            validation.AddRange(order[tests..(tests + validations)]);
            training.AddRange(order[(tests + validations)..]);
        }
        training.Sort();
        validation.Sort();
        test.Sort();
        return new DataSplit(training, validation, test);
    }
}
