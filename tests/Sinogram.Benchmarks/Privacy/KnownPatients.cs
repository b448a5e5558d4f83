using System.Globalization;
using Sinogram.Data.Privacy;

namespace Sinogram.Benchmarks.Privacy;

/// <summary>
/// Values of many patients: names, of which some are those that people bear, numbers, and dates of birth. Left out are the names that our notebooks and the licences themselves name: the authors
/// of methods, and of examples.
/// </summary>
internal static class KnownPatients
{
    private static readonly string[] Families =
    [
        "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez", "Anderson", "Taylor", "Thomas", "Moore", "Martin", "Lee", "Thompson", "White", "Harris",
        "Clark", "Lewis", "Walker", "Hall", "Young", "King", "Wright", "Hill", "Green", "Baker", "Carter", "Parker", "Stone", "Long", "Page", "Wood", "Bell", "Field", "Price", "Cook", "Fisher", "Marsh",
        "Krämer", "Schmidt", "Schneider", "Weber", "Wagner", "Becker", "Hoffmann", "Koch", "Richter", "Klein", "Wolf", "Neumann", "Braun", "Zimmermann", "Krüger", "Hartmann", "Lange", "Werner",
        "Dubois", "Moreau", "Laurent", "Lefèvre", "Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Romano", "Kowalski", "Nowak", "Novák", "Horváth", "Yılmaz", "Demir", "Nguyen", "Tanaka", "Suzuki", "Kim",
    ];

    private static readonly string[] Givens =
    [
        "Mary", "John", "Patricia", "Robert", "Jennifer", "Michael", "Linda", "William", "Elizabeth", "David", "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Sarah", "Daniel", "Karen",
        "Mark", "Grace", "Paul", "Rose", "Peter", "Julia", "Hans", "Greta", "Jörg", "Zoë", "Luca", "Sofia", "Jan", "Eva", "Ali", "Yuki", "Minh", "Max", "Ada",
    ];

    /// <summary>The day of the copyright treaty that licences name.</summary>
    private static readonly DateOnly NamedByLicences = new(1996, 12, 20);

    /// <summary>So many values, the same ones each time for a seed, one after the other.</summary>
    public static void Add(IdentifyingValues values, int count, int seed = 3)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            switch (i % 20)
            {
                case 0:
                    values.AddName("PatientName", $"{Families[random.Next(Families.Length)]}^{Givens[random.Next(Givens.Length)]}");
                    break;
                case < 12:
                    values.AddName("PatientName", $"{OutputTexts.Syllables(random, 5)}^{OutputTexts.Syllables(random, 4)}");
                    break;
                case < 16:
                    values.Add("PatientID", random.NextInt64(1_000_000_000, 10_000_000_000).ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    values.Add("AccessionNumber", $"ACC{random.NextInt64(1_000_000_000, 10_000_000_000).ToString(CultureInfo.InvariantCulture)}");
                    break;
            }

            if (i % (count / 500) == 0)
            {
                var birth = new DateOnly(1920, 1, 1).AddDays(random.Next(30_000));
                values.AddDate("PatientBirthDate", birth == NamedByLicences ? birth.AddDays(1) : birth);
            }
        }
    }
}
