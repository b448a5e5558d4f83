namespace Sinogram.Data.Privacy;

public sealed partial class IdentifyingValues
{
    /// <summary>The sequences that are known, and the secret of their hashes.</summary>
    internal sealed class Known(MaskToken token)
    {
        public WindowIndex Index { get; } = new();

        public MaskToken Token { get; } = token;

        /// <summary>A text as a sequence of words.</summary>
        public (ulong Hash, ulong First, int Words, int Letters, bool IsDigits, WindowKinds Kinds) WindowOf(string text)
        {
            var reader = new WordReader(text, Token.Seed, decodes: false);
            ulong hash = 0;
            ulong first = 0;
            var (words, letters) = (0, 0);
            var isDigits = true;
            var isAlphabetic = true;
            while (words < MostWords && reader.Next())
            {
                (hash, first) = words == 0 ? (WindowIndex.Begin(reader.Hash), reader.Hash) : (WindowIndex.Extend(hash, reader.Hash), first);
                words++;
                // An ideograph says as much as two letters.
                letters += reader.Letters == 1 && text[reader.Start] >= 0x3041 ? 2 : reader.Letters;
                foreach (var c in text.AsSpan(reader.Start, reader.End - reader.Start))
                {
                    isDigits &= char.IsAsciiDigit(c);
                    isAlphabetic &= !char.IsDigit(c);
                }
            }

            return (hash, first, words, letters, isDigits, isDigits ? WindowKinds.Digits : isAlphabetic ? WindowKinds.Alphabetic : WindowKinds.None);
        }

        /// <summary>Remembers a sequence, its beginnings and those of its words.</summary>
        public void Put(string text, Window found)
        {
            var reader = new WordReader(text, Token.Seed, decodes: false);
            ulong hash = 0;
            ulong first = 0;
            var words = 0;
            var beginsWithNumber = false;
            while (words < MostWords && reader.Next())
            {
                if (words > 0)
                {
                    var isNumber = char.IsDigit(text[reader.Start]);
                    // Dates are told from others by their second part, of two figures or letters.
                    var isDate = (found.Kinds & (WindowKinds.FiguresDate | WindowKinds.NamedDate)) != 0 && (words > 1 || reader.Letters <= 2 || !isNumber);
                    var kind = isDate ? WindowKinds.DateBeginning : (found.Kinds & WindowKinds.Grouped) != 0 ? WindowKinds.GroupBeginning : WindowKinds.OtherBeginning;
                    Index.HasNumbersThatBegin |= words == 1 && kind == WindowKinds.OtherBeginning && beginsWithNumber && isNumber;
                    Index.Add(first, hash, words, new Window(WindowKinds.Beginning | kind, found.Attribute, 0));
                }

                (hash, first) = words == 0 ? (WindowIndex.Begin(reader.Hash), reader.Hash) : (WindowIndex.Extend(hash, reader.Hash), first);
                beginsWithNumber |= words++ == 0 && reader.Letters < FewestLetters && char.IsDigit(text[reader.Start]);
                var (partial, letters) = (Token.Seed, 0);
                foreach (var c in text.AsSpan(reader.Start, reader.End - reader.Start))
                {
                    if (CharacterFold.Table[c] is >= CharacterFold.FirstLetter and var folded)
                    {
                        partial = WordReader.Step(partial, folded);
                        Index.AddPrefix(partial, ++letters);
                    }
                }
            }

            if (words > 0)
            {
                Index.Add(first, hash, words, found);
            }
        }
    }
}
