package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shares of all keys, for rows that have no date. A row's part depends on its key and the seed alone: on Spark's {@code
 * xxhash64} (XXH64 with seed 42) of the seed and the key's columns as text, modulo a million. So a row stays in its part
 * whatever other rows come or go.
 *
 * @param key of the source's key, the columns that count, so that rows which have them in common share a part; all of
 *     them if left out
 */
public record SplitByKey(
        List<String> key,
        @Default("0.6") double train,
        @Default("0.1") double valid,
        @Default("0.1") double calibrate,
        @Default("0.2") double test,
        @Default("42") long seed)
        implements Split {

    static final SplitByKey USUAL = new SplitByKey(
            List.of(),
            SplitShares.USUAL.train(),
            SplitShares.USUAL.valid(),
            SplitShares.USUAL.calibrate(),
            SplitShares.USUAL.test(),
            42);

    private static final long WHOLE = 1_000_000;

    public SplitByKey {
        new SplitShares(train, valid, calibrate, test);
    }

    /** What tells this kind of split from others, in params and in provenance. */
    @JsonProperty(SplitRule.BY)
    String by() {
        return "key";
    }

    @Override
    public void requireOf(Source source) {
        if (source.isDated()) {
            throw new IllegalArgumentException(
                    "split goes by key, but rows have a date, source.event-time: part them by dates, since what a model is to"
                            + " predict comes later than what it learned from");
        }
        for (String name : key) {
            if (!source.key().contains(name)) {
                throw new IllegalArgumentException("split.key has '%s', which is not in source.key. %s"
                        .formatted(name, Suggestion.sentence(name, source.key())));
            }
        }
    }

    @Override
    public Split on(Source source, LabelledRows rows) {
        return key.isEmpty() ? new SplitByKey(source.key(), train, valid, calibrate, test, seed) : this;
    }

    @Override
    public List<Part> parts() {
        return Arrays.stream(Part.values())
                .filter(part -> shares().of(part) > 0)
                .toList();
    }

    @Override
    public String condition(Part part) {
        long end = Math.round((shares().before(part) + shares().of(part)) * WHOLE); // where the next part begins
        return "%s between %d and %d".formatted(hash(), from(part), end - 1);
    }

    @Override
    public String unseen() {
        return "%s >= %d".formatted(hash(), from(Part.test));
    }

    @Override
    public String words(Part part) {
        return String.format(Locale.ROOT, "%.4g%% of all keys", 100 * shares().of(part));
    }

    @Override
    public String goesBy() {
        return "key";
    }

    @Override
    public String seen() {
        return String.format(Locale.ROOT, "labels of %.4g%% of all keys", 100 * shares().before(Part.test));
    }

    @Override
    public boolean hasSeenTestOf(Split other) {
        return !(other instanceof SplitByKey byKey
                && byKey.key.equals(key)
                && byKey.seed == seed
                && byKey.from(Part.test) >= from(Part.test));
    }

    private long from(Part part) {
        return Math.round(shares().before(part) * WHOLE);
    }

    private SplitShares shares() {
        return new SplitShares(train, valid, calibrate, test);
    }

    private String hash() {
        String columns = key.stream().map("cast(`%s` as string)"::formatted).collect(Collectors.joining(", "));
        return "pmod(xxhash64(%dL, %s), %d)".formatted(seed, columns, WHOLE);
    }
}
