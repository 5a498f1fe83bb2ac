using FsCheck;
using FsCheck.Fluent;
using KfTenants.Testing;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Generated configurations in block style are built from pieces, so the edited text is known byte for byte: pieces of removed
/// entries are left out, new entries follow the last piece.
/// </summary>
public sealed class DexConfigPropertyTests
{
    private const int Runs = 300;

    [Fact]
    public void Removing_and_adding_touch_no_foreign_byte()
    {
        foreach (var seed in Fuzz.Seeds(Runs))
        {
            var made = new Made(new Random(seed));
            var remove = made.Emails.Where(_ => made.Random.Next(3) == 0).ToHashSet(StringComparer.Ordinal);
            var added = made.NewUsers();
            var result = DexConfig.Parse(made.Text).With(added, remove);
            if (added.Length > 0 || remove.Count < made.Emails.Length)
            {
                Assert.Equal(made.Expected(remove, added), result);
            }

            var after = DexConfig.Parse(result);
            Assert.Equal(
                made.Emails.Except(remove).Concat(added.Select(u => u.Email).Order(StringComparer.Ordinal)),
                after.Users.Select(u => u.Email));
        }
    }

    [Fact]
    public void What_was_added_can_be_removed_without_a_trace()
    {
        foreach (var seed in Fuzz.Seeds(Runs))
        {
            var made = new Made(new Random(seed));
            var added = made.NewUsers();
            var there = DexConfig.Parse(made.Text).With(added, []);

            Assert.Equal(made.Text, DexConfig.Parse(there).With([], [.. added.Select(u => u.Email.ToUpperInvariant())]));
        }
    }

    [Fact]
    public void A_second_run_changes_nothing_and_order_does_not_matter()
    {
        foreach (var seed in Fuzz.Seeds(Runs))
        {
            var made = new Made(new Random(seed));
            var config = DexConfig.Parse(made.Text);
            Assert.Equal(made.Text, config.With([.. config.Users.Where(_ => made.Random.Next(2) == 0)], []));

            var set = made.NewUsers().Concat(made.ChangedUsers()).ToArray();
            var remove = made.Emails.Where(e => set.All(u => u.Email != e) && made.Random.Next(3) == 0).ToArray();
            var result = config.With(set, remove);
            Assert.Equal(result, DexConfig.Parse(result).With(set, remove));
            made.Random.Shuffle(set);
            made.Random.Shuffle(remove);
            Assert.Equal(result, config.With(set, remove));
        }
    }

    [Fact]
    public void Changing_an_entry_keeps_all_lines_of_others_and_all_unknown_lines_of_its_own()
    {
        foreach (var seed in Fuzz.Seeds(Runs))
        {
            var made = new Made(new Random(seed));
            var set = made.ChangedUsers();
            var result = DexConfig.Parse(made.Text).With(set, []);

            foreach (var piece in made.Pieces.Where(p => set.All(u => u.Email != p.Email)))
            {
                Assert.Contains(piece.Text.TrimEnd(), result, StringComparison.Ordinal);
            }

            // Trimmed: a key moves up to the dash when the ones before it go.
            foreach (var line in made.Text.Split('\n')
                .Where(l => l.Contains("x-", StringComparison.Ordinal) || (l.TrimStart().StartsWith('#') && !l.Contains("# two", StringComparison.Ordinal))))
            {
                Assert.Contains(line.Trim(), result, StringComparison.Ordinal);
            }

            Assert.All(set, user => Assert.Equal(DexFields.Texts(user, true), DexFields.Texts(DexConfig.Parse(result).Find(user.Email)!, true)));
        }
    }

    /// <summary>Damaged texts are refused or edited rightly: a bug would be an InvalidOperationException of the proof.</summary>
    [Fact]
    public void Damaged_configurations_are_refused_or_edited_rightly()
    {
        const string Damage = "{}[],:-?&*!|>'\"%#@ \t\n\ra~";
        foreach (var seed in Fuzz.Seeds(Runs * 4))
        {
            var made = new Made(new Random(seed));
            var text = made.Text.ToList();
            for (var n = made.Random.Next(1, 4); n > 0; n--)
            {
                var at = made.Random.Next(text.Count);
                switch (made.Random.Next(3))
                {
                    case 0:
                        text.Insert(at, Damage[made.Random.Next(Damage.Length)]);
                        break;
                    case 1:
                        text.RemoveAt(at);
                        break;
                    default:
                        text[at] = Damage[made.Random.Next(Damage.Length)];
                        break;
                }
            }

            try
            {
                _ = DexConfig.Parse(string.Concat(text)).With(
                    [.. made.NewUsers(), .. made.ChangedUsers()], [.. made.Emails.Where(_ => made.Random.Next(3) == 0)]);
            }
            catch (FormatException e)
            {
                Assert.StartsWith("line ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Any_text_can_be_a_value() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 0xFFFF).Where(c => !char.IsSurrogate((char)c)).Select(c => (char)c).ListOf().ToArbitrary(),
        letters =>
        {
            var text = string.Concat(letters);
            var user = new DexUser("a" + text, text, text, text, text, text, text, true, [text, text]);
            var again = DexConfig.Parse(DexConfig.Parse("").With([user], [])).Users[0];
            return DexFields.AreEqual(user, again);
        }));

    private sealed record Piece(string Email, string Text, string Gap);

    /// <summary>A configuration in block style and the pieces it is made of.</summary>
    private sealed class Made
    {
        private readonly string _before;
        private readonly string _after;
        private readonly string _dash;
        private readonly string _field;
        private readonly string _newline;
        private readonly bool _cut;

        public Made(Random random)
        {
            Random = random;
            _newline = random.Next(3) == 0 ? "\r\n" : "\n";
            var root = new string(' ', random.Next(4) == 0 ? random.Next(1, 4) : 0);
            _dash = root + new string(' ', random.Next(4));
            _field = _dash + new string(' ', random.Next(3) == 0 ? random.Next(2, 6) : 2);
            _before = Lines(
                Pick("", "# head", "---", "%YAML 1.1\n---\n# é 😀"),
                root + Pick("issuer: http://x", "'issuer': \"http://x\"", "issuer: |\n     http://x"),
                root + Pick("enablePasswordDB: true", "enablePasswordDB:    yes # on", "\"enablePasswordDB\": !!bool true"),
                Pick("", "# people", root + "storage: &s {type: kubernetes, config: {inCluster: true}}"),
                root + Pick("staticPasswords:", "staticPasswords:   # people", "\"staticPasswords\" :", "staticPasswords: !!seq", "staticPasswords: &people"),
                Pick("", "# first", "\n# first\n"));
            Pieces = [.. Enumerable.Range(0, random.Next(1, 6)).Select(MakePiece)];
            _after = Lines(
                root.Length < _dash.Length ? Pick("", _dash + "# the end of the list") : "",
                Pick("", root + "staticClients:\n" + root + "# clients\n" + root + "- {id: x, redirectURIs: [\"/a\"]}", root + "web: {http: 0.0.0.0}", root + "x: 'a\n\n     b'"),
                Pick("", "# tail", "\n\n", "...\n# after"));
            _cut = random.Next(4) == 0;
            Text = Cut(_before + string.Concat(Pieces.Select(p => p.Text + p.Gap)) + _after);
        }

        public Random Random { get; }

        public Piece[] Pieces { get; }

        public string[] Emails => [.. Pieces.Select(p => p.Email)];

        public string Text { get; }

        public string Expected(HashSet<string> remove, DexUser[] added)
        {
            var pieces = Pieces.Select(p => remove.Contains(p.Email) ? p.Gap : p.Text + p.Gap).ToList();
            var entries = string.Concat(added.OrderBy(u => u.Email, StringComparer.Ordinal).Select(user =>
                string.Concat(DexFields.Texts(user, false).Where(f => f.Text is not null).Select((f, i) =>
                    $"{(i == 0 ? Dash() : _field)}{f.Field}: {f.Text}{_newline}"))));
            pieces[^1] = (remove.Contains(Pieces[^1].Email) ? "" : Pieces[^1].Text) + entries + Pieces[^1].Gap;
            return Cut(_before + string.Concat(pieces) + _after);
        }

        public DexUser[] NewUsers() =>
            [.. Enumerable.Range(0, Random.Next(4)).Select(i => MakeUser($"new{Random.Next(100)}-{i}@example.com"))];

        public DexUser[] ChangedUsers()
        {
            var config = DexConfig.Parse(Text);
            return [.. config.Users.Where(_ => Random.Next(2) == 0).Select(user => Random.Next(3) switch
            {
                0 => user with { Hash = "changed" },
                1 => user with { Hash = user.Hash is null ? "switched" : null, HashFromEnv = user.Hash is null ? null : "SWITCHED_HASH" },
                _ => MakeUser(user.Email),
            })];
        }

        private DexUser MakeUser(string email) => new(
            email,
            Pick("$2b$10$x", "it's", null),
            Pick("A_VARIABLE", "NO", null),
            Pick("user", "12", null),
            Pick("007", "true", null),
            Pick("A: \"b\" # c", null),
            Pick("😀", null),
            Pick("t", "f", null) switch { "t" => true, "f" => false, _ => null },
            Random.Next(2) == 0 ? null : [.. Enumerable.Range(0, Random.Next(3)).Select(i => $"g{i}, {{x}}")]);

        private string Dash() => _dash + "-" + new string(' ', _field.Length - _dash.Length - 1);

        private Piece MakePiece(int index)
        {
            var email = $"u{index}@x.org";
            List<string> fields =
            [
                Pick($"email: {email}", $"\"email\": '{email}'", $"email:   {email} # mail"),
                Pick("hash: $2y$12$abc", "hash: '$2y$12$abc'   # h", "hashFromEnv: DEX_USER_PASSWORD"),
                .. Maybe(Pick("username: ana", "username: \"12\"", "username:", $"username: >-\n{_field}   an\n{_field}   na")),
                .. Maybe(Pick("userID: \"15841185641784\"", "userID: 'x'")),
                .. Maybe(Pick("groups: [a, \"b\"]", $"groups:\n{_field}- a\n{_field}# two\n{_field}- b", "groups: []", $"groups: [ a,\n{_field}  b ]")),
                .. Maybe(Pick("x-team: {a: [1, 2]}", "x-team: blue # x", $"x-team: |\n{_field}   x-text\n{_field}   # no comment", $"x-team: plain\n{_field}  x-over two lines")),
            ];
            var ordered = fields.ToArray();
            if (Random.Next(2) == 0)
            {
                Random.Shuffle(ordered);
            }

            // A model for new entries needs its first key beside the dash; the first piece always has it.
            var first = index > 0 && Random.Next(6) == 0 ? _dash + "-" + Pick("", " # entry") + "\n" + _field : Dash();
            var text = first + string.Join('\n' + _field, ordered.SelectMany(f => Random.Next(5) == 0 ? [f, "# inside"] : new[] { f }));
            if (!text.EndsWith("no comment", StringComparison.Ordinal) && Random.Next(4) == 0)
            {
                text += "\n" + _field + "# trailing";
            }

            var isScalar = ordered[^1].Contains(": |", StringComparison.Ordinal) || ordered[^1].Contains(": >", StringComparison.Ordinal);
            // Empty lines below a block scalar are its own.
            var gap = isScalar ? _dash + "# between" : Pick("", "\n", _dash + "# between", "\n" + _dash + "# between\n");
            return new Piece(email, Lines(text), gap == "\n" ? _newline : Lines(gap));
        }

        private string[] Maybe(string text) => Random.Next(2) == 0 ? [text] : [];

        private T Pick<T>(params T[] choices) => choices[Random.Next(choices.Length)];

        private string Lines(params string[] lines) =>
            string.Concat(lines.Where(l => l.Length > 0).Select(l => l + "\n")).Replace("\n", _newline, StringComparison.Ordinal);

        private string Cut(string text) => _cut && text.EndsWith(_newline, StringComparison.Ordinal) ? text[..^_newline.Length] : text;
    }
}
